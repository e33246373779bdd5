import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { namesOf, startedFromFile } from '../../bench/names.js'
import { fedTo, programOf, small, systems } from '../../bench/system.js'
import { enginesHere } from '../../src/engines/engines.fixture.js'
import { reference } from '../../src/engines/reference/reference.js'
import { simplify } from '../../src/graph/passes/simplify.js'
import { initialValues } from '../../src/program/step/initial-values.js'
import { initialFrom } from '../../src/runtime/checkpoint/init.js'

// PyTorch's losses of five steps in float64, from the weights beside them: `npm run bench -- equal --write`.

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** A system with few parameters, the values that it starts from, and what PyTorch found. */
async function given(system: (typeof systems)[number]) {
  const program = programOf(system, small[system])
  const names = namesOf(startedFromFile(program))
  const start = await initialFrom(program, { path: file(`${system}.safetensors`), names })
  const { losses } = JSON.parse(readFileSync(file(`${system}.json`), 'utf8')) as { losses: number[] }
  return { program, values: initialValues(program, 0, start), losses }
}

const engines = enginesHere()

/** Six embeddings of six components, decorrelated, magnify rounding: PyTorch's float32 is 1.2e-4 away itself. */
const decimalsOf = (system: string): number => (system === 'barlow' ? 3 : 4)

describe.each(systems)('five steps of %s', (system) => {
  test('are those of PyTorch on reference, whose numbers are float64 too', async () => {
    const { program, values, losses } = await given(system)
    const session = await reference.create(program.graph)
    await session.assign(values)
    for (const [step, expected] of losses.entries()) {
      const { loss } = await session.step('step', fedTo(program, step))
      expect(loss?.[0], `step ${step}`).toBeCloseTo(expected, 6)
    }
  })

  test.each(engines)('are those of PyTorch on $name', async ({ open, takes }) => {
    const { program, values, losses } = await given(system)
    const executor = await open(simplify(program.graph, takes))
    executor.assign(values)
    for (const [step, expected] of losses.entries()) {
      const { loss } = await executor.run('step', fedTo(program, step) as never, true)
      expect(loss?.[0], `step ${step}`).toBeCloseTo(expected, decimalsOf(system))
    }
    await executor.close()
  })
})
