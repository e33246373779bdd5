import type { Engine, Values } from '../../src/engines/engine.js'
import { inputsAt } from '../../src/runtime/loop/train.js'
import type { Prepared } from '../../src/runtime/run/prepare.js'

/** What whole steps gave: the outputs of each, and all variables before the first and after each. */
export interface Steps {
  readonly outputs: readonly Values[]
  readonly variables: readonly Values[]
}

/** The first steps of a training, on an engine; each from where that of `others` began, if given. */
export async function stepsOf(
  prepared: Prepared,
  engine: Engine,
  count: number,
  others?: Steps,
): Promise<Steps> {
  const { plan } = prepared
  const session = await engine.create(plan.graph)
  try {
    await session.assign(plan.initial())
    const outputs: Values[] = []
    const variables = [await session.read()]
    for (let step = 0; step < count; step++) {
      const start = others?.variables[step]
      if (start) await session.assign(start)
      const name = plan.stages[0]?.function ?? 'step'
      outputs.push(await session.step(name, inputsAt(prepared, step)))
      variables.push(await session.read())
    }
    return { outputs, variables }
  } finally {
    await session.close()
  }
}

/** A variable's numbers. Throws where there is none of that path. */
export function numbersOf(values: Values | undefined, path: string): readonly number[] {
  const found = values?.[path]
  if (!found) throw new Error(`there is no ${path}`)
  return Array.from(found)
}
