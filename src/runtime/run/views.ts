import type { Engine, Values } from '../../engines/engine.js'
import { count as entries } from '../../graph/count.js'
import { sizeOf } from '../../graph/dimension.js'
import { functionIn } from '../../graph/function.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Dataset } from '../data/dataset.js'
import { isPicture, mosaic, type Picture, pictureFrom, pictureOf } from '../picture/picture.js'
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
    const size = moment.examples.length
    const batch = shown.flatMap((one) => seriesOf(one, size) ?? [])
    if (batch.length === 0) return undefined
    const lines = [...moment.examples.slice(0, count)].map((example, row) => {
      const pictures = batch.flatMap((series) => series(row))
      const original = pictureOf(dataset, example)
      return original ? [original, ...pictures] : pictures
    })
    return sheet(lines.flat(), lines[0]?.length ?? 1)
  } finally {
    await session.close()
  }
}

interface Shown {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

/**
 * The pictures of the example of a row. Views that stand under an index, before or behind the batch, are shown
 * one beside another, those of a grid as one picture.
 */
function seriesOf({ shape, values }: Shown, size: number): ((row: number) => Picture[]) | undefined {
  const [own, leads] = [shape.slice(-3), shape.slice(0, -3)]
  const axis = leads.indexOf(size)
  if (!isPicture(own) || axis < 0 || axis > 1 || leads.length > 3) return undefined
  const before = entries(leads.slice(0, axis))
  const behind = entries(leads.slice(axis + 1))
  const pixels = entries(own)
  const pictureAt = (place: number): Picture =>
    pictureFrom(
      own,
      Array.from({ length: pixels }, (_, entry) => values[place * pixels + entry] as number),
    )
  return (row) => {
    const pictures = Array.from({ length: before * behind }, (_, k) =>
      pictureAt((Math.floor(k / behind) * size + row) * behind + (k % behind)),
    )
    return leads.length < 3 ? pictures : [mosaic(pictures, leads.at(-1) ?? 1)]
  }
}
