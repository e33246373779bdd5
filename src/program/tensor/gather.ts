import * as build from '../../graph/build.js'
import { type Dimension, minus, numberOf, show, times } from '../../graph/dimension.js'
import { moved } from '../kind.js'
import { mistake, refuse } from '../report.js'
import { intervalOf } from './interval.js'
import { align, joinLeads, leadsOf, parseLetters, permute, sameShape, sizesOf } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/**
 * Entries of x at computed places: `MNc,ij,ij->ijc`. Capitals are the indexed axes, in the order of the
 * index tensors; a letter of both x and an index belongs together. Places outside are clamped.
 */
export function gather(x: TensorLike, indices: readonly TensorLike[], spec: string): Tensor {
  const { operands, result } = parseLetters(spec)
  const [own = '', ...indexed] = operands
  const node = tensor(x)
  const parts = indices.map((index) => whole(tensor(index)))
  const lower = [...own].filter((letter) => letter === letter.toLowerCase()).join('')
  sizesOf('indexing', parts, indexed)
  const union = [...new Set(indexed.join(''))].join('')
  const shared = [...union].filter((letter) => lower.includes(letter)).join('')
  const asked = [...union].filter((letter) => !shared.includes(letter)).join('')
  const kept = [...lower].filter((letter) => !shared.includes(letter)).join('')
  const capitals = [...own].filter((letter) => letter !== letter.toLowerCase()).join('')
  const source = flatten(
    permute(node, own, shared + capitals + kept),
    shared.length,
    capitals.length,
    kept.length,
  )
  for (const [k, part] of parts.entries()) checkInside(part, source.sizes[k] ?? 1)
  const place = combine(parts, indexed, shared + asked, source.sizes)
  const ranks = { shared: shared.length, asked: asked.length, kept: kept.length }
  const picked = pick(source.node, place, ranks)
  const last = own.at(-1) ?? ''
  return moved(
    permute(picked, shared + asked + kept, result),
    [node],
    kept.includes(last) && result.endsWith(last),
  )
}

const whole = (index: Tensor): Tensor => (index.type === 'f32' ? build.truncate(index) : index)

/** Throws where whole numbers can lie outside the axis that they index by the way they are made. */
function checkInside(index: Tensor, size: Dimension): void {
  const interval = intervalOf(index)
  if (!interval) return
  const [low, high] = interval
  const count = numberOf(size)
  if (count === undefined ? high < 0 : low < 0 || high >= count) {
    refuse('SSL3136', { low: String(low), high: String(high), size: show(size) })
  }
}

/** Unites the indexed axes, which stand between `before` and `after` own axes, into one. */
function flatten(
  x: Tensor,
  before: number,
  count: number,
  after: number,
): { node: Tensor; sizes: readonly Dimension[] } {
  const start = leadsOf('indexing', x, before + count + after).length + before
  const sizes = x.shape.slice(start, start + count)
  const united = sizes.reduce(times, 1)
  const shape = [...x.shape.slice(0, start), united, ...x.shape.slice(start + count)]
  return { node: build.reshape(x, shape), sizes }
}

/** One index into the united axes; every single one is clamped to its own axis. */
function combine(
  parts: readonly Tensor[],
  letters: readonly string[],
  order: string,
  sizes: readonly Dimension[],
): Tensor {
  const aligned = parts.map((part, k) => align(part, letters[k] ?? '', order))
  const [first, ...rest] = aligned
  if (!first) return mistake('an index without a place')
  if (rest.length === 0) return repeated(first, parts, letters, order)
  const united = rest.reduce(
    (place, part, k) => {
      const size = sizes[k + 1] ?? 1
      return build.add(build.multiply(place, tensor(size)), clamp(part, size))
    },
    clamp(first, sizes[0] ?? 1),
  )
  return repeated(united, parts, letters, order)
}

const clamp = (index: Tensor, size: Dimension): Tensor =>
  build.minimum(tensor(minus(size, 1)), build.maximum(build.fill(0, [], 'int'), index))

/** An index repeated over all letters, so that every one is an axis of it. */
function repeated(
  index: Tensor,
  parts: readonly Tensor[],
  letters: readonly string[],
  order: string,
): Tensor {
  const sizes = sizesOf('indexing', parts, letters)
  const leads = joinLeads(
    'indexing',
    parts.map((part, k) => leadsOf('indexing', part, (letters[k] ?? '').length)),
  )
  return build.broadcast(index, [...leads, ...[...order].map((letter) => sizes.get(letter) ?? 1)])
}

interface Ranks {
  readonly shared: number
  readonly asked: number
  readonly kept: number
}

/** Gathers along the united axis; lead axes of x and index that are equal belong together. */
function pick(x: Tensor, index: Tensor, { shared, asked, kept }: Ranks): Tensor {
  const [from, at] = [leadsOf('indexing', x, shared + 1 + kept), leadsOf('indexing', index, shared + asked)]
  if (sameShape(from, at)) {
    const batch = from.length + shared
    return build.gather(x, index, { axis: batch, batch })
  }
  if (shared === 0 && at.length === 0) return build.gather(x, index, { axis: from.length })
  if (shared === 0 && from.length === 0) return build.gather(x, index, { axis: 0 })
  const leads = joinLeads('indexing', [from, at])
  const wide = (node: Tensor, own: number): Tensor =>
    build.broadcast(node, [...leads, ...node.shape.slice(node.shape.length - own)])
  return pick(wide(x, shared + 1 + kept), wide(index, shared + asked), { shared, asked, kept })
}
