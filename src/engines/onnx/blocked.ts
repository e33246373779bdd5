import { type Lettered, permuted, sizeIn } from '../lowering/lettered.js'
import { at, reshape, sameList } from '../lowering/value.js'
import type { Lower } from './lower.js'
import { emit, type Model, type OnnxAttributes } from './model.js'

/** A two-dimensional convolution without groups: image [batch, channels, …] and filters by letters. */
interface Plain {
  readonly image: string
  readonly filters: Lettered
  readonly filter: string
  readonly channel: string
  readonly taps: readonly string[]
  readonly attributes: OnnxAttributes
}

/**
 * The convolution in ONNX Runtime's blocked layout, which reads the image directly where `Conv` copies every
 * pixel once per tap first; putting the image into blocks and back costs much less than is won. Undefined
 * where this machine or these channels have no blocks.
 */
export function blockedConvolution(lower: Lower, plain: Plain): string | undefined {
  const { model, block } = lower
  const { image, filters, filter, channel, taps, attributes } = plain
  const [outer, inner] = [sizeIn(filters, filter), sizeIn(filters, channel)]
  if (block === 0 || outer % block !== 0 || inner % block !== 0) return undefined
  const split = halved(model, halved(model, filters, filter, block), channel, block)
  const order = [`${filter}/`, `${channel}/`, ...taps, `${channel}.`, `${filter}.`]
  const ordered = permuted(model, split, order)
  const sizes = taps.map((tap) => (tap === '' ? 1 : sizeIn(filters, tap)))
  const weights = reshape(model, ordered.name, ordered.sizes, [outer, inner, ...sizes])
  const blocks = emit(model, 'ReorderInput', [image])
  const result = emit(model, 'BlockedConv', [blocks, weights], attributes)
  return emit(model, 'ReorderOutput', [result], { channels: outer })
}

/**
 * A tensor with its axes in `order`. A map [batch, channels, two axes] gets its channels to the end by way of
 * the blocks, on all threads: it has them already where a convolution reads it. `Transpose` runs on one.
 */
export function laidOut(lower: Lower, tensor: Lettered, order: readonly string[]): Lettered {
  const { model, block } = lower
  const [batch, channel, ...area] = tensor.letters
  const last = area.length === 2 && sameList(order, [batch, ...area, channel])
  const channels = at(tensor.sizes, 1)
  if (!last || block === 0 || channels % block !== 0) return permuted(model, tensor, order)
  const blocks = emit(model, 'ReorderInput', [tensor.name])
  const name = emit(model, 'ReorderOutput', [blocks], { channels, channels_last: 1 })
  return { name, letters: order, sizes: order.map((letter) => sizeIn(tensor, letter)) }
}

/** The axis of a letter as two: `a/`, the blocks, and `a.`, the places in a block. */
function halved(model: Model, tensor: Lettered, letter: string, block: number): Lettered {
  const axis = tensor.letters.indexOf(letter)
  const put = <T>(list: readonly T[], items: readonly T[]) => [
    ...list.slice(0, axis),
    ...items,
    ...list.slice(axis + 1),
  ]
  const sizes = put(tensor.sizes, [at(tensor.sizes, axis) / block, block])
  const letters = put(tensor.letters, [`${letter}/`, `${letter}.`])
  return { name: reshape(model, tensor.name, tensor.sizes, sizes), letters, sizes }
}
