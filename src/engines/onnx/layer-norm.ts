import { callOf } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { at, identity, plain, reshape, toPlain } from '../lowering/value.js'
import type { Lower, Lowering } from './lower.js'
import { constantOf, emit, emitAll, integers } from './model.js'

/** The result, the mean and the inverse deviation of every row; the same operator for forward and gradient. */
function normalised(node: Node, lower: Lower): readonly string[] {
  const { arguments: given, configuration } = callOf(node)
  const names = given.slice(0, 3).map((one) => toPlain(lower.model, lower.value(one)).name)
  const attributes = { axis: -1, epsilon: { float: Number(configuration.eps) } }
  return emitAll(lower.model, 'LayerNormalization', names, attributes, 3)
}

export const lowerLayerNorm: Lowering = (node, lower) =>
  plain(normalised(node, lower)[0] ?? '', shapeOf(node), 'f32')

/**
 * With z = (x − mean) · r: of shift Σ c, of scale Σ c z, and of x r · (c · scale − a − z · b), where a and b are
 * the means of c · scale and c · scale · z over a row: products with the column scale / n.
 */
export const lowerLayerNormGradient: Lowering = (node, lower) => {
  const { arguments: given, of } = callOf(node)
  const { model } = lower
  const [x, scale, c] = [0, 1, 4].map((k) => toPlain(model, lower.value(at(given, k))).name) as [
    string,
    string,
    string,
  ]
  const op = (name: string, ...inputs: readonly string[]) => emit(model, name, inputs)
  const shape = shapeOf(at(given, 0))
  const overRows = (name: string) => {
    const axes = identity(shape.length - 1)
    // ReduceSum over no axes would sum over all of them.
    const total =
      axes.length > 0 ? emit(model, 'ReduceSum', [name, integers(model, axes)], { keepdims: 0 }) : name
    return plain(total, shapeOf(node), 'f32')
  }
  if (of === 2) return overRows(c)
  const [, mean = '', r = ''] = normalised(node, lower)
  const z = op('Mul', op('Sub', x, mean), r)
  const cz = op('Mul', c, z)
  if (of === 1) return overRows(cz)
  const width = at(shape, -1)
  const share = op('Mul', scale, constantOf(model, 'f32', [1 / width], []))
  const column = reshape(model, share, [width], [width, 1])
  const [a, b] = [op('MatMul', c, column), op('MatMul', cz, column)]
  const rest = op('Sub', op('Sub', op('Mul', c, scale), a), op('Mul', z, b))
  return plain(op('Mul', rest, r), shape, 'f32')
}
