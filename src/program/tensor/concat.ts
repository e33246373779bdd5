import * as build from '../../graph/build.js'
import { type Dimension, showShape } from '../../graph/dimension.js'
import { moved } from '../kind.js'
import { refuse } from '../report.js'
import { joinLeads, leadsOf, sameShape } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** Joins tensors of `rank` own axes along the first own axis; the others are equal. */
export function concat(parts: readonly TensorLike[], rank: number): Tensor {
  const nodes = parts.map(tensor)
  const leads = joinLeads(
    'concat',
    nodes.map((node) => leadsOf('concat', node, rank)),
  )
  for (const node of nodes) checkRest('concat', nodes[0] ?? node, node, rank - 1)
  const wide = nodes.map((node) => withLeads(node, leads, rank))
  return moved(build.concatenate(wide, leads.length), nodes, rank > 1)
}

/** Lays equal-shaped tensors of `rank` own axes side by side along a new axis in front of these. */
export function stack(parts: readonly TensorLike[], rank: number): Tensor {
  if (parts.length === 0) return refuse('SSL3107', {})
  const nodes = parts.map(tensor)
  const leads = joinLeads(
    'a list',
    nodes.map((node) => leadsOf('a list', node, rank)),
  )
  for (const node of nodes) checkRest('a list', nodes[0] ?? node, node, rank)
  const slabs = nodes.map((node) => {
    const wide = withLeads(node, leads, rank)
    return build.reshape(wide, [...leads, 1, ...wide.shape.slice(leads.length)])
  })
  return moved(build.concatenate(slabs, leads.length), nodes, rank > 0)
}

function withLeads(node: Tensor, leads: readonly Dimension[], rank: number): Tensor {
  return build.broadcast(node, [...leads, ...node.shape.slice(node.shape.length - rank)])
}

/** Throws where the last `rank` axes differ. */
function checkRest(op: string, first: Tensor, node: Tensor, rank: number): void {
  const end = ({ shape }: Tensor): readonly Dimension[] => shape.slice(shape.length - rank)
  if (!sameShape(end(first), end(node))) {
    refuse('SSL3002', { op, left: showShape(first.shape), right: showShape(node.shape) })
  }
}
