import * as graph from '../../graph/build.js'
import { numberOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import type { PretextNotes } from '../definition/build.js'
import { isPicture } from './train-stage.js'

/** Pictures as models see them, and metrics that are pictures. */
export function viewOutputs({ views, metrics }: PretextNotes): Record<string, Node> {
  const outputs: Record<string, Node> = {}
  for (const [k, view] of views.entries()) outputs[`view${k + 1}`] = view
  for (const { name, value } of metrics) if (isPicture(value)) outputs[`metric:${name}`] = value
  return outputs
}

/**
 * For every model that gives one vector an example: the vectors of its first use, and the mean deviation
 * of their components at length 1, times √D (1 where they are spread evenly, 0 where they collapsed). For
 * all prototypes, to how many embeddings of their first use each is the nearest.
 */
export function monitorOutputs({ embeddings, assignments }: PretextNotes): Record<string, Node> {
  const outputs: Record<string, Node> = {}
  for (const { model, value } of embeddings) {
    if (outputs[`embedding:${model}`]) continue
    outputs[`embedding:${model}`] = value
    outputs[`deviation:${model}`] = deviation(value)
  }
  for (const { path, value } of assignments) outputs[`nearest:${path}`] ??= nearest(value)
  return outputs
}

function nearest(cosines: Node): Node {
  const last = cosines.shape.length - 1
  const hits = graph.cast(graph.equal(cosines, graph.max(cosines, [last], true)), 'f32')
  return graph.sum(
    hits,
    Array.from({ length: last }, (_, axis) => axis),
  )
}

function deviation(x: Node): Node {
  const square = graph.sum(graph.multiply(x, x), [1], true)
  const z = graph.divide(x, graph.sqrt(graph.maximum(square, graph.fill(1e-12))))
  const centred = graph.subtract(z, graph.mean(z, [0], true))
  const spread = graph.sqrt(graph.mean(graph.multiply(centred, centred), [0]))
  const width = graph.fill(Math.sqrt(numberOf(x.shape[1] ?? 1) ?? 1))
  return graph.multiply(graph.mean(spread), width)
}
