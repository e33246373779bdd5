import { type Lettered, permuted, sizeIn } from './lettered.js'
import type { Lower } from './lower.js'
import { emit, type Model, type OnnxAttributes } from './model.js'
import { at, reshape } from './value.js'

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
