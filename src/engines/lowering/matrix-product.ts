import { grouped, type Lettered, permuted, sizeIn, sizesIn, summed } from './lettered.js'
import type { Maker } from './maker.js'
import { product, reshape, sameList } from './value.js'

/**
 * The plain contraction of two tensors to the letters of `result`; the result's axes lie as is cheapest.
 *
 * Every contraction is a (batched) matrix product, and what costs besides the product is moving axes of
 * large tensors. So the larger operand stays as it lies where that is possible, and the smaller one and
 * the result follow it.
 */
export function plainProduct(
  model: Maker,
  left: Lettered,
  right: Lettered,
  result: readonly string[],
): Lettered {
  const [a, b] = [withoutOwn(model, left, right, result), withoutOwn(model, right, left, result)]
  const letters = [...new Set([...a.letters, ...b.letters])]
  const contracted = letters.filter((letter) => !result.includes(letter))
  if (contracted.length === 0) return outer(model, a, b)
  const [big, small] = product(a.sizes) >= product(b.sizes) ? [a, b] : [b, a]
  const own = (t: Lettered, other: Lettered) => t.letters.filter((letter) => !other.letters.includes(letter))
  if (own(big, small).length === 0 && own(small, big).length === 0) return dot(model, big, small, contracted)
  return byPrefix(model, big, small, contracted) ?? matrices(model, big, small, contracted, result)
}

/** Letters of one operand alone that the result lacks are summed first; axes of size 1 that it lacks go. */
function withoutOwn(model: Maker, tensor: Lettered, other: Lettered, result: readonly string[]): Lettered {
  const gone = tensor.letters.filter((letter) => !other.letters.includes(letter) && !result.includes(letter))
  const single = gone.filter((letter) => sizeIn(tensor, letter) === 1)
  const kept = tensor.letters.filter((letter) => !single.includes(letter))
  const smaller = single.length > 0 ? permuted(model, tensor, kept) : tensor
  return summed(
    model,
    smaller,
    gone.filter((letter) => !single.includes(letter)),
  )
}

/** No letter is summed: entries times entries. */
function outer(model: Maker, a: Lettered, b: Lettered): Lettered {
  const [big, small] = product(a.sizes) >= product(b.sizes) ? [a, b] : [b, a]
  const own = small.letters.filter((letter) => !big.letters.includes(letter))
  const letters = [...big.letters, ...own]
  const [x, y] = [permuted(model, big, letters), permuted(model, small, letters)]
  const sizes = letters.map((letter, k) => Math.max(x.sizes[k] ?? 1, sizeIn(y, letter)))
  return { name: model.multiply(x.name, y.name), letters, sizes }
}

/** Inner products of fewer numbers are faster as a product and a sum. */
const shortestRun = 256

/**
 * Both operands have the same letters: many inner products. Along a run of summed letters at the end this
 * is a batched product of one row with one column, which reads each entry once and writes next to nothing.
 */
function dot(model: Maker, big: Lettered, small: Lettered, contracted: readonly string[]): Lettered {
  const other = permuted(model, small, big.letters)
  let start = big.letters.length
  while (start > 0 && contracted.includes(big.letters[start - 1] as string)) start--
  const [front, run] = [big.letters.slice(0, start), big.letters.slice(start)]
  if (sizesIn(big, run) < shortestRun) {
    const name = model.multiply(big.name, other.name)
    return summed(model, { ...big, name }, contracted)
  }
  const rows = [front, [] as string[], run]
  const name = model.matmul(grouped(model, big, rows), grouped(model, other, rows), { a: false, b: true })
  const sizes = front.map((letter) => sizeIn(big, letter))
  const inner = { name: reshape(model, name, [product(sizes), 1, 1], sizes), letters: front, sizes }
  return summed(
    model,
    inner,
    contracted.filter((letter) => front.includes(letter)),
  )
}

/**
 * Summed letters in front of both operands, apart from the other summed letters, as in the filter gradient
 * of channels-first maps: a batched product over them, then a sum of the (small) results.
 */
function byPrefix(
  model: Maker,
  big: Lettered,
  small: Lettered,
  contracted: readonly string[],
): Lettered | undefined {
  const shared = (letter: string) => contracted.includes(letter)
  let length = 0
  while (length < big.letters.length && shared(big.letters[length] as string)) length++
  const prefix = big.letters.slice(0, length)
  const rest = contracted.filter((letter) => !prefix.includes(letter))
  const together = sameList(small.letters.slice(0, length), prefix)
  const middle = big.letters.slice(length).findIndex((letter) => !shared(letter))
  if (length === 0 || !together || rest.length === 0 || middle !== 0) return undefined
  const inBoth = [...big.letters, ...small.letters].filter((letter) => !rest.includes(letter))
  const partial = matrices(model, big, small, rest, [...new Set(inBoth)])
  return summed(model, partial, prefix)
}

/** One batched matrix product. */
function matrices(
  model: Maker,
  big: Lettered,
  small: Lettered,
  contracted: readonly string[],
  result: readonly string[],
): Lettered {
  const batch = big.letters.filter((letter) => small.letters.includes(letter) && !contracted.includes(letter))
  const free = big.letters.filter((letter) => !small.letters.includes(letter))
  const sum = big.letters.filter((letter) => contracted.includes(letter))
  const others = small.letters.filter((letter) => !big.letters.includes(letter))
  const layout = layoutOf(big.letters, batch, sum, free)
  const classes = { batch, free, sum, others }
  if (layout && layout.before.length > 0 && layout.after.length > 0) {
    return around(model, big, small, { ...classes, ...layout })
  }
  return oriented(model, big, small, classes, layout?.before.length === 0, result)
}

interface Layout {
  /** Free letters before and after the summed ones. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Whether the letters lie as batch, some free ones, all summed ones, the other free ones. */
function layoutOf(
  letters: readonly string[],
  batch: readonly string[],
  sum: readonly string[],
  free: readonly string[],
): Layout | undefined {
  const start = letters.indexOf(sum[0] ?? '')
  const before = letters.slice(batch.length, start)
  const after = letters.slice(start + sum.length)
  const fits =
    sameList(letters.slice(0, batch.length), batch) &&
    sameList(letters.slice(start, start + sum.length), sum) &&
    before.every((letter) => free.includes(letter)) &&
    after.every((letter) => free.includes(letter))
  return fits ? { before, after } : undefined
}

interface Classes {
  readonly batch: readonly string[]
  readonly free: readonly string[]
  readonly sum: readonly string[]
  readonly others: readonly string[]
}

/** Sizes of letters of either operand. */
const sizesOf = (a: Lettered, b: Lettered) => (letters: readonly string[]) =>
  letters.map((letter) => (a.letters.includes(letter) ? sizeIn(a, letter) : sizeIn(b, letter)))

/** The summed letters lie between free ones: the product of [others, sum] with each [sum, after]. */
function around(model: Maker, big: Lettered, small: Lettered, parts: Classes & Layout): Lettered {
  const { batch, before, sum, after, others } = parts
  const large = grouped(model, big, [batch, before, sum, after])
  const little = grouped(model, small, [batch, [], others, sum])
  const name = model.matmul(little, large, { a: false, b: false })
  return shaped(model, name, [batch, before, others, after], sizesOf(big, small))
}

/**
 * [batch, free, others] or [batch, others, free], whichever the result wants. `sumFirst`: the larger operand
 * lies as [batch, sum, free], else it is brought to [batch, free, sum].
 */
function oriented(
  model: Maker,
  big: Lettered,
  small: Lettered,
  { batch, free, sum, others }: Classes,
  sumFirst: boolean,
  result: readonly string[],
): Lettered {
  const large = grouped(model, big, sumFirst ? [batch, sum, free] : [batch, free, sum])
  const direct = lies(small, [...batch, ...sum, ...others])
  const little = grouped(model, small, direct ? [batch, sum, others] : [batch, others, sum])
  const first = result.find((letter) => free.includes(letter) || others.includes(letter))
  if (first !== undefined && others.includes(first)) {
    const name = model.matmul(little, large, { a: direct, b: !sumFirst })
    return shaped(model, name, [batch, others, free], sizesOf(big, small))
  }
  const name = model.matmul(large, little, { a: sumFirst, b: !direct })
  return shaped(model, name, [batch, free, others], sizesOf(big, small))
}

const lies = (tensor: Lettered, letters: readonly string[]): boolean =>
  sameList(
    tensor.letters.filter((letter) => sizeIn(tensor, letter) !== 1),
    letters.filter((letter) => tensor.letters.includes(letter) && sizeIn(tensor, letter) !== 1),
  )

function shaped(
  model: Maker,
  name: string,
  groups: readonly (readonly string[])[],
  sizes: (letters: readonly string[]) => number[],
): Lettered {
  const letters = groups.flat()
  const to = sizes(letters)
  const from = groups.map((group) => product(sizes(group)))
  return {
    name: reshape(model, name, from, to),
    letters,
    sizes: to,
  }
}
