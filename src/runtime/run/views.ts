import type { Engine, Values } from '../../engines/engine.js'
import { count as entries } from '../../graph/count.js'
import { sizeOf } from '../../graph/dimension.js'
import { functionIn } from '../../graph/function.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Dataset } from '../data/dataset.js'
import { isPicture, type Picture, pictureFrom, pictureOf } from '../picture/picture.js'
import { sheet } from '../picture/sheet.js'
import { feeds, type Moment, restricted } from './plan.js'

export interface ViewSource {
  readonly program: StepProgram
  readonly dataset: Dataset
  readonly engine: Engine
}

/** The examples shown. */
const shownExamples = 8

/**
 * A PNG of examples as models see them: a line for each example, the example itself first, then each of its
 * views. Undefined where the program has no pictures.
 */
export async function viewSheet(
  { program, dataset, engine }: ViewSource,
  variables: Values,
  moment: Moment,
  count = shownExamples,
): Promise<Buffer | undefined> {
  if (!program.graph.functions.views) return undefined
  const views = functionIn(program.graph, 'views')
  const graph = restricted(program.graph, { views })
  const session = await engine.create(graph)
  try {
    await session.assign(
      Object.fromEntries(Object.keys(graph.variables).map((path) => [path, variables[path]])) as Values,
    )
    const outputs = await session.evaluate('views', feeds(program, 'views', moment))
    const shown = Object.entries(views.outputs).map(([name, node]) => ({
      shape: node.shape.map(sizeOf),
      values: outputs[name] ?? [],
    }))
    const batch = shown.filter(
      ({ shape }) => isPicture(shape.slice(1)) && shape[0] === moment.examples.length,
    )
    return batch.length === 0
      ? undefined
      : sheet(linesOf(batch, dataset, moment.examples, count), batch.length + 1)
  } finally {
    await session.close()
  }
}

interface Shown {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

function linesOf(views: readonly Shown[], dataset: Dataset, examples: Int32Array, count: number): Picture[] {
  return [...examples.slice(0, count)].flatMap((example, row) => {
    const pictures = views.map(({ shape, values }) => {
      const own = shape.slice(1)
      const size = entries(own)
      return pictureFrom(
        own,
        Array.from({ length: size }, (_, entry) => values[row * size + entry] as number),
      )
    })
    const original = pictureOf(dataset, example) ?? pictures[0]
    return original ? [original, ...pictures] : pictures
  })
}
