import * as graph from '../../graph/build.js'
import { type Dimension, numberOf } from '../../graph/dimension.js'
import { currentBuild } from '../definition/build.js'
import { noteStatistic } from '../definition/note.js'
import { refuse } from '../report.js'
import { leadsOf } from '../tensor/letters.js'
import { type Tensor, type TensorLike, tensor } from '../tensor/value.js'

/**
 * The mean over all lead axes: the one way in which an example sees others. x has `rank` own axes. With
 * `groups`, over each share of the batch; then every example has the mean of its own share.
 */
export function batch_mean(x: TensorLike, rank: number, groups = 1): Tensor {
  const node = tensor(x)
  const leads = leadsOf('batch_mean', node, rank)
  if (leads.length === 0) return graph.cast(node, 'f32')
  const { scope, training } = currentBuild('batch_mean')
  const place = scope.batch === undefined ? -1 : scope.batch - (scope.leads.length - leads.length)
  const count = leads[place]
  if (training && leads.every((size) => numberOf(size) === 1)) refuse('SSL3121', {})
  if (groups === 1 || count === undefined || !training) {
    const whole = graph.mean(
      node,
      leads.map((_, axis) => axis),
    )
    return training ? noteStatistic(whole, 1) : whole
  }
  return noteStatistic(groupMean(node, leads, place, count, groups), groups)
}

function groupMean(
  x: Tensor,
  leads: readonly Dimension[],
  place: number,
  count: Dimension,
  groups: number,
): Tensor {
  const batch = numberOf(count) ?? groups
  if (batch % groups !== 0) refuse('SSL3120', { groups: String(groups), batch: String(batch) })
  const [before, after] = [x.shape.slice(0, place), x.shape.slice(place + 1)]
  const split = graph.reshape(x, [...before, groups, batch / groups, ...after])
  const axes = Array.from({ length: leads.length + 1 }, (_, axis) => axis).filter((axis) => axis !== place)
  const means = graph.mean(split, axes, true)
  return graph.reshape(graph.broadcast(means, split.shape), x.shape)
}
