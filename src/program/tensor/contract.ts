import * as build from '../../graph/build.js'
import { type Dimension, div, minus, plus, show, sizeOf, times } from '../../graph/dimension.js'
import { alphabet } from '../../graph/spec.js'
import { mistake, refuse } from '../report.js'
import { diagonal } from './arrange.js'
import { joinLeads, leadsOf, same } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** Numbers of the capitals in brackets, and ranges of letters that stand alone on no axis. */
export type Sizes = Readonly<Record<string, Dimension>>

/** An own axis: a letter, or a sum of multiples of letters and an offset. */
interface OwnAxis {
  readonly terms: readonly { readonly letter: string; readonly coefficient: number }[]
  readonly offset: number
  readonly plain: boolean
}

/**
 * Sums products: `id,jd->ij`. An axis in brackets is affine in letters, with capitals for numbers from
 * `sizes`: `[S*i+D*u]`. A letter that stands only in brackets takes the largest range that stays inside.
 * Lead axes pass, on either or both operands.
 */
export function contract(a: TensorLike, b: TensorLike, spec: string, sizes: Sizes = {}): Tensor {
  const [operands = '', result = ''] = spec.split('->')
  const [leftText = '', rightText = ''] = operands.split(',')
  const left = prepare(a, axesOf(leftText, sizes))
  const right = prepare(b, axesOf(rightText, sizes))
  checkLetters([left, right])
  const leads = [left, right].map(({ node, axes }) => leadsOf('a product', node, axes.length))
  const all = joinLeads('a product', leads)
  const free = [...alphabet].filter((letter) => !spec.includes(letter))
  const names = all.map((_, k) => free[k] ?? mistake(`too many axes in the product ${spec}`))
  const text = ({ axes }: Operand, own: readonly Dimension[]): string =>
    [...names.slice(names.length - own.length), ...axes.map(axisText)].join('')
  const ranges = rangesOf([left, right], sizes)
  const full = `${text(left, leads[0] ?? [])},${text(right, leads[1] ?? [])}->${names.join('')}${result}`
  const whole = left.node.type !== 'f32' && right.node.type !== 'f32'
  const product = build.contract(full, left.node, right.node, { sizes: Object.fromEntries(ranges) })
  return whole ? build.truncate(product) : product
}

interface Operand {
  readonly node: Tensor
  readonly axes: readonly OwnAxis[]
}

/** Throws where one letter has axes of two sizes. */
function checkLetters(operands: readonly Operand[]): void {
  const sizes = new Map<string, Dimension>()
  for (const { axis, size } of placesOf(operands)) {
    const letter = axis.plain ? axis.terms[0]?.letter : undefined
    if (letter === undefined) continue
    const known = sizes.get(letter)
    if (known !== undefined && !same(known, size))
      refuse('SSL3109', { op: 'a product', left: show(known), right: show(size) })
    sizes.set(letter, size)
  }
}

/** The own axes of operands with their sizes. */
const placesOf = (operands: readonly Operand[]): { axis: OwnAxis; size: Dimension }[] =>
  operands.flatMap(({ node, axes }) =>
    axes.map((axis, k) => ({ axis, size: node.shape[node.shape.length - axes.length + k] ?? 0 })),
  )

/** An operand in which no letter stands on two plain axes. */
function prepare(value: TensorLike, axes: readonly OwnAxis[]): Operand {
  const node = tensor(value)
  const plain = axes.map((axis) => (axis.plain ? (axis.terms[0]?.letter ?? '') : ''))
  const twice = plain.findIndex((letter, k) => letter !== '' && plain.indexOf(letter) < k)
  if (twice < 0) return { node, axes }
  const first = plain.indexOf(plain[twice] ?? '')
  const rest = axes.filter((_, k) => k !== first && k !== twice)
  const moved = diagonal(node, axes.length, first, twice)
  const axis = axes[first] ?? mistake('a diagonal')
  return prepare(moved, [...rest, axis])
}

const cache = new Map<string, readonly string[]>()

function tokensOf(text: string): readonly string[] {
  const known = cache.get(text)
  if (known) return known
  const tokens = text.match(/[a-z]|\[[^\]]*\]/g) ?? []
  if (tokens.join('') !== text) mistake(`the axes ${text} of a product`)
  cache.set(text, tokens)
  return tokens
}

function axesOf(text: string, sizes: Sizes): OwnAxis[] {
  return tokensOf(text).map((token) =>
    token.startsWith('[')
      ? affine(token.slice(1, -1), sizes)
      : { terms: [{ letter: token, coefficient: 1 }], offset: 0, plain: true },
  )
}

/** `S*i+D*u-3` with numbers for capitals. */
function affine(text: string, sizes: Sizes): OwnAxis {
  const terms = new Map<string, number>()
  let offset = 0
  for (const [, sign, body = ''] of text.replaceAll(' ', '').matchAll(/([+-]?)([^+-]+)/g)) {
    let coefficient = sign === '-' ? -1 : 1
    let letter = ''
    for (const factor of body.split('*')) {
      if (/^[a-z]$/.test(factor)) letter = factor
      else coefficient *= /^[A-Z]$/.test(factor) ? numberFor(factor, sizes) : Number(factor)
    }
    if (letter === '') offset += coefficient
    else terms.set(letter, (terms.get(letter) ?? 0) + coefficient)
  }
  return { terms: [...terms].map(([letter, coefficient]) => ({ letter, coefficient })), offset, plain: false }
}

function numberFor(capital: string, sizes: Sizes): number {
  return sizeOf(sizes[capital] ?? mistake(`${capital} has no number in a product`))
}

function axisText({ terms, offset, plain }: OwnAxis): string {
  if (plain) return terms[0]?.letter ?? ''
  const words = terms.map(({ letter, coefficient }) => `${coefficient < 0 ? '' : '+'}${coefficient}${letter}`)
  const text = words.join('').replace(/^\+/, '')
  return `[${text}${offset === 0 ? '' : offset > 0 ? `+${offset}` : offset}]`
}

/** The ranges of the letters that stand only in brackets. */
function rangesOf(operands: readonly Operand[], sizes: Sizes): Map<string, Dimension> {
  const places = placesOf(operands)
  const known = new Map<string, Dimension>()
  for (const { axis, size } of places) {
    const letter = axis.terms[0]?.letter
    if (axis.plain && letter) known.set(letter, size)
  }
  const ranges = new Map<string, Dimension>()
  const affineAxes = places.filter(({ axis }) => !axis.plain)
  for (const letter of new Set(affineAxes.flatMap(({ axis }) => axis.terms.map((term) => term.letter)))) {
    const given = sizes[letter]
    if (given === undefined) continue
    const plain = known.get(letter)
    if (plain !== undefined && !same(plain, given)) refuse('SSL3113', {})
    known.set(letter, given)
    if (plain === undefined) ranges.set(letter, given)
  }
  for (const place of affineAxes) {
    const open = place.axis.terms.filter(({ letter }) => !known.has(letter))
    const [only, ...others] = open
    if (!only) continue
    if (others.length > 0) mistake('an index without a range')
    const range = largest(place.axis, place.size, only, known)
    known.set(only.letter, range)
    ranges.set(only.letter, range)
  }
  return ranges
}

/** The largest n with 0 ≤ i < n inside an axis of `size`, the other letters' ranges being known. */
function largest(
  axis: OwnAxis,
  size: Dimension,
  only: { readonly letter: string; readonly coefficient: number },
  known: ReadonlyMap<string, Dimension>,
): Dimension {
  const up = only.coefficient > 0
  let edge: Dimension = up ? minus(minus(size, 1), axis.offset) : axis.offset
  for (const { letter, coefficient } of axis.terms) {
    const range = known.get(letter)
    if (range === undefined || coefficient > 0 !== up) continue
    edge = minus(edge, times(Math.abs(coefficient), minus(range, 1)))
  }
  return plus(div(edge, Math.abs(only.coefficient)), 1)
}
