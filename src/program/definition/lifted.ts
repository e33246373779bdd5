import * as graph from '../../graph/build.js'
import { moved } from '../kind.js'
import { type Tensor, type TensorLike, tensor } from '../tensor/value.js'
import { currentBuild } from './build.js'

/**
 * A value of `rank` own axes that depends on neither data nor draws, repeated over all axes over which
 * the definition around is lifted.
 */
export function lifted(x: TensorLike, rank: number): Tensor {
  const node = tensor(x)
  const { leads } = currentBuild('a result').scope
  const own = node.shape.slice(node.shape.length - rank)
  return moved(graph.broadcast(node, [...leads, ...own]), [node], true)
}
