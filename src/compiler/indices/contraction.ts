import type * as ast from '../../grammar/ast.js'
import { literal, object, op, placed, times } from '../construct.js'
import { type Context, hoist, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { lower } from '../lower/expression.js'
import { elementwise } from '../lower/operator.js'
import { asTensor, nothing } from '../lower/value.js'
import { describe, type OpenIndex, type TensorValue, tensorType, type Value } from '../types.js'
import { type Bracket, isBracket, type Placement, placeAccess, unbracketed } from './access.js'
import type { Binder } from './binder.js'
import { isOwn, type Label, lettersFor, merged, type OwnAxis, ownAxis, sameLabels, specOf } from './layout.js'
import { rangeOf } from './range.js'
import { elementFor, reduced } from './reduce.js'

/** A product of tensors before it is summed. */
interface Product {
  readonly factors: readonly Placement[]
  /** Factors and divisors without axes. */
  readonly scalars: readonly TensorValue[]
  readonly divisors: readonly TensorValue[]
  readonly negative: boolean
  /** The own axes of the value of the product. */
  readonly own: readonly OwnAxis[]
}

interface Reading {
  readonly context: Context
  /** Under a sum `*` multiplies into it as well; outside only `@` does. */
  readonly deep: boolean
  readonly summed: ReadonlySet<OpenIndex>
}

/** `a @ b` on its own. */
export function lowerProduct(e: ast.Binary, context: Context): Value {
  const product = productOf(e, { context, deep: false, summed: new Set() })
  if (!product) return nothing
  return finished(product, product.own, new Set(), 'sum', [], e, context)
}

/**
 * The sum or mean of a product as contractions; undefined where the body is no product, then nothing
 * was told that the usual way would not tell again.
 */
export function contractedSum(
  name: string,
  body: ast.Expression,
  binder: Binder | undefined,
  masks: readonly TensorValue[],
  at: ast.Located,
  context: Context,
): Value | undefined {
  if ((name !== 'sum' && name !== 'mean') || !isProduct(body)) return undefined
  if (name === 'mean' && masks.length) return undefined
  const summed = new Set(binder?.indices ?? [])
  const product = productOf(body, { context, deep: true, summed })
  if (!product) return nothing
  if (
    product.factors.length + masks.length < 2 &&
    product.scalars.length + product.divisors.length === 0 &&
    !product.negative
  )
    return undefined
  if (product.factors.length === 0) return undefined
  const own = binder ? product.own : []
  return finished(product, own, summed, name, masks, at, context)
}

function isProduct(e: ast.Expression): boolean {
  if (e.is === 'unary') return e.operator === '-' && isProduct(e.operand)
  if (e.is !== 'binary') return false
  return e.operator === '*' || e.operator === '@' || (e.operator === '/' && isProduct(e.left))
}

function productOf(e: ast.Expression, reading: Reading): Product | undefined {
  if (e.is === 'binary' && e.operator === '@') {
    const [left, right] = [productOf(e.left, reading), productOf(e.right, reading)]
    return left && right && joined(left, right, e, reading.context)
  }
  if (reading.deep && e.is === 'binary' && e.operator === '*') {
    const [left, right] = [productOf(e.left, reading), productOf(e.right, reading)]
    return left && right && multiplied(left, right)
  }
  if (reading.deep && e.is === 'unary' && e.operator === '-' && isProduct(e.operand)) {
    const inner = productOf(e.operand, reading)
    return inner && { ...inner, negative: !inner.negative }
  }
  if (reading.deep && e.is === 'binary' && e.operator === '/' && isProduct(e.left)) {
    const divisor = asTensor(lower(e.right, reading.context), reading.context, e.right)
    if (!divisor) return undefined
    const outside =
      divisor.type.own.length === 0 && !divisor.type.letters.some((letter) => reading.summed.has(letter))
    if (outside) {
      const inner = productOf(e.left, reading)
      return inner && { ...inner, divisors: [...inner.divisors, divisor] }
    }
  }
  return leaf(e, reading)
}

function leaf(e: ast.Expression, { context, summed }: Reading): Product | undefined {
  const placement = e.is === 'index' && summed.size > 0 ? indexed(e, context) : undefined
  if (placement === 'wrong') return undefined
  if (placement) {
    const own = placement.labels.flatMap((label) => (!isBracket(label) && isOwn(label) ? [label] : []))
    return { factors: [placement], scalars: [], divisors: [], negative: false, own }
  }
  const value = lower(e, context)
  const tensor = asTensor(value, context, e)
  if (!tensor) return undefined
  const own = tensor.type.own.map(ownAxis)
  const labels: Label[] = [...tensor.type.letters, ...own]
  const none = { factors: [], scalars: [], divisors: [], negative: false, own }
  if (labels.length === 0) return { ...none, scalars: [tensor] }
  const factor = { core: tensor.core, labels, element: tensor.type.element, lead: tensor.type.lead }
  return { ...none, factors: [factor] }
}

function indexed(e: ast.Index, context: Context): Placement | 'wrong' | undefined {
  const target = lower(e.object, context)
  if (target.type.is !== 'tensor') return undefined
  return placeAccess(target, e, context, true) ?? 'wrong'
}

/** Own axes meet from the end. */
function multiplied(a: Product, b: Product): Product {
  const rank = Math.max(a.own.length, b.own.length)
  const swaps = new Map<Label, OwnAxis>()
  const own = Array.from({ length: rank }, (_, n) => {
    const [x, y] = [a.own[n - rank + a.own.length], b.own[n - rank + b.own.length]]
    const token = ownAxis(merged(x?.axis ?? {}, y?.axis ?? {}))
    if (x) swaps.set(x, token)
    if (y) swaps.set(y, token)
    return token
  })
  return united(a, b, swaps, own)
}

/** The last own axis of the one meets the first of the other. */
function joined(a: Product, b: Product, e: ast.Binary, context: Context): Product | undefined {
  const [last, first] = [a.own.at(-1), b.own[0]]
  if (!last || !first) {
    const text = (own: readonly OwnAxis[]) => describe(tensorType(own.map((token) => token.axis)))
    report(context, 'SSL2409', { left: text(a.own), right: text(b.own) }, e)
    return undefined
  }
  const token = ownAxis(merged(last.axis, first.axis))
  const swaps = new Map<Label, OwnAxis>([
    [last, token],
    [first, token],
  ])
  return united(a, b, swaps, [...a.own.slice(0, -1), ...b.own.slice(1)])
}

function united(
  a: Product,
  b: Product,
  swaps: ReadonlyMap<Label, OwnAxis>,
  own: readonly OwnAxis[],
): Product {
  const renamed = (factor: Placement): Placement => ({
    ...factor,
    labels: factor.labels.map((label) => (isBracket(label) ? label : (swaps.get(label) ?? label))),
  })
  return {
    factors: [...a.factors.map(renamed), ...b.factors.map(renamed)],
    scalars: [...a.scalars, ...b.scalars],
    divisors: [...a.divisors, ...b.divisors],
    negative: a.negative !== b.negative,
    own,
  }
}

/** Labels of a factor, with the indices inside brackets. */
const spread = (factor: Placement): Label[] =>
  factor.labels.flatMap((label) =>
    isBracket(label) ? label.affine.terms.map((term) => term.index) : [label],
  )

function finished(
  product: Product,
  own: readonly OwnAxis[],
  summed: ReadonlySet<OpenIndex>,
  name: 'sum' | 'mean',
  masks: readonly TensorValue[],
  at: ast.Located,
  context: Context,
): Value {
  const factors = [...product.factors, ...(product.factors.length > 1 ? masks.map(asFactor) : [])]
  const whereMasks = product.factors.length > 1 ? [] : masks
  const all = [...new Set(factors.flatMap(spread))]
  const letters = all
    .filter((label): label is OpenIndex => !isOwn(label) && !summed.has(label))
    .sort((a, b) => context.open.indexOf(a) - context.open.indexOf(b))
  const result: Label[] = [...letters, ...own]
  const averaged = all.filter((label) =>
    isOwn(label) ? !own.includes(label) && product.own.includes(label) : summed.has(label),
  )
  const counts = name === 'mean' ? countsOf(averaged, factors, context) : []
  const value = summedUp(factors, result, whereMasks, at, context)
  const element = factors.every((factor) => factor.element !== 'f32')
    ? elementFor(name, factors[0]?.element)
    : 'f32'
  const absent = [...summed].filter((index) => !all.includes(index))
  const repeats =
    name === 'sum'
      ? absent.map((index): TensorValue => ({ core: rangeOf(index), type: tensorType([], 'int', false) }))
      : []
  return scaled({ ...value, type: { ...value.type, element } }, product, counts, repeats, at, context)
}

const asFactor = (mask: TensorValue): Placement => ({
  core: mask.core,
  labels: mask.type.letters,
  element: 'bool',
  lead: mask.type.lead,
})

/** How many entries a mean runs over, as factors. */
function countsOf(labels: readonly Label[], factors: readonly Placement[], context: Context): Core[] {
  return labels.flatMap((label) => {
    if (!isOwn(label)) return [rangeOf(label)]
    if (label.axis.core) return [label.axis.core]
    const factor = factors.find((candidate) => candidate.labels.includes(label))
    if (!factor) return []
    const position = factor.labels.indexOf(label) - factor.labels.length
    return [op('size', hoist(context, factor.core, 'values'), literal(position))]
  })
}

function scaled(
  value: TensorValue,
  product: Product,
  counts: readonly Core[],
  repeats: readonly TensorValue[],
  at: ast.Located,
  context: Context,
): TensorValue {
  let result = value
  for (const scalar of [...product.scalars, ...repeats]) {
    result = elementwise('multiply', [scalar, result], elementOfBoth(scalar, result), context, at)
  }
  for (const divisor of product.divisors)
    result = elementwise('divide', [result, divisor], 'f32', context, at)
  const count = counts.reduce<Core | undefined>((all, each) => (all ? times(all, each) : each), undefined)
  if (count) {
    result = elementwise(
      'divide',
      [result, { core: count, type: tensorType([], 'int', false) }],
      'f32',
      context,
      at,
    )
  }
  return product.negative ? elementwise('negate', [result], result.type.element, context, at) : result
}

const elementOfBoth = (a: TensorValue, b: TensorValue): 'int' | 'f32' =>
  a.type.element === 'f32' || b.type.element === 'f32' ? 'f32' : 'int'

/** Contracts the factors pair by pair: first the pairs that sum an axis out, the smallest result first. */
function summedUp(
  given: readonly Placement[],
  result: readonly Label[],
  masks: readonly TensorValue[],
  at: ast.Located,
  context: Context,
): TensorValue {
  let factors = [...given]
  while (factors.length > 1) {
    const pair = bestPair(factors, result)
    const rest = factors.filter((factor) => factor !== pair.left && factor !== pair.right)
    factors = [contracted(pair, rest.length === 0 ? result : undefined, at, context), ...rest]
  }
  const [last] = factors
  const only = unbracketed(last ?? { core: literal(0), labels: [], element: 'f32', lead: false })
  return summedAlone(only, result, masks, at, context)
}

/** One tensor that is left: what is not in the result is summed. */
function summedAlone(
  factor: Placement,
  result: readonly Label[],
  masks: readonly TensorValue[],
  at: ast.Located,
  context: Context,
): TensorValue {
  const labels = factor.labels.flatMap((label) => (isBracket(label) ? [] : [label]))
  const kept = result.filter((label) => labels.includes(label))
  const letters = kept.flatMap((label) => (isOwn(label) ? [] : [label]))
  const own = kept.flatMap((label) => (isOwn(label) ? [label.axis] : []))
  const type = { is: 'tensor' as const, letters, own, element: factor.element, lead: factor.lead }
  if (masks.length) {
    const here = labels.flatMap((label) => (isOwn(label) ? [] : [label]))
    const value: TensorValue = {
      core: factor.core,
      type: { ...type, letters: here, own: labels.flatMap((label) => (isOwn(label) ? [label.axis] : [])) },
    }
    return reduced(
      'sum',
      value,
      here.filter((index) => !kept.includes(index)),
      masks,
      at,
      context,
    )
  }
  if (sameLabels(labels, kept)) return { core: factor.core, type }
  const name = new Set(labels).size > kept.length ? 'sum' : 'arrange'
  return { core: placed(op(name, factor.core, literal(specOf([labels], kept))), spanOf(context, at)), type }
}

interface Pair {
  readonly left: Placement
  readonly right: Placement
  /** What is summed out here. */
  readonly gone: ReadonlySet<Label>
}

function bestPair(factors: readonly Placement[], result: readonly Label[]): Pair {
  let best: Pair | undefined
  let least = Number.POSITIVE_INFINITY
  factors.forEach((left, i) => {
    for (const right of factors.slice(i + 1)) {
      const others = new Set(factors.filter((factor) => factor !== left && factor !== right).flatMap(spread))
      const both = [...new Set([...spread(left), ...spread(right)])]
      const gone = new Set(both.filter((label) => !others.has(label) && !result.includes(label)))
      const cost = both.length - gone.size + (gone.size > 0 ? 0 : 100)
      if (cost >= least) continue
      least = cost
      best = { left, right, gone }
    }
  })
  const [left, right] = factors
  const empty: Placement = { core: literal(1), labels: [], element: 'int', lead: false }
  return best ?? { left: left ?? empty, right: right ?? empty, gone: new Set() }
}

function contracted(
  pair: Pair,
  wanted: readonly Label[] | undefined,
  at: ast.Located,
  context: Context,
): Placement {
  const left = bracketsFor(pair.left, pair.gone, false)
  const right = bracketsFor(pair.right, pair.gone, left.labels.some(isBracket))
  const both = [...new Set([...spread(left), ...spread(right)])].filter((label) => !pair.gone.has(label))
  const result = wanted ? wanted.filter((label) => both.includes(label)) : both
  const whole = left.element !== 'f32' && right.element !== 'f32'
  const done = {
    labels: result,
    element: whole ? ('int' as const) : ('f32' as const),
    lead: left.lead || right.lead,
  }
  if (pair.gone.size === 0) return { ...done, core: product(left, right, result, at, context) }
  const { spec, sizes } = contractSpec(left, right, result)
  const core = op('contract', left.core, right.core, literal(spec), ...(sizes.length ? [object(sizes)] : []))
  return { ...done, core: placed(core, spanOf(context, at)) }
}

/** Nothing is summed: an elementwise product with the axes by name. */
function product(
  left: Placement,
  right: Placement,
  result: readonly Label[],
  at: ast.Located,
  context: Context,
): Core {
  const plain = (factor: Placement) => factor.labels.flatMap((label) => (isBracket(label) ? [] : [label]))
  const [a, b] = [plain(left), plain(right)]
  const same = sameLabels(a, b) && sameLabels(a, result)
  return placed(
    op('multiply', left.core, right.core, ...(same ? [] : [literal(specOf([a, b], result))])),
    spanOf(context, at),
  )
}

/** Brackets stay where one of their two indices is summed here; all others become windows. */
function bracketsFor(factor: Placement, gone: ReadonlySet<Label>, other: boolean): Placement {
  const brackets = factor.labels.filter(isBracket)
  const fits = (bracket: Bracket) => bracket.affine.terms.filter((term) => gone.has(term.index)).length === 1
  if (brackets.length === 0) return factor
  return !other && brackets.every(fits) ? factor : unbracketed(factor)
}

function contractSpec(
  left: Placement,
  right: Placement,
  result: readonly Label[],
): { spec: string; sizes: [string, Core][] } {
  const letters = lettersFor([...result, ...spread(left), ...spread(right)])
  const sizes = new Map<string, Core>()
  const spell = (label: Label | Bracket): string =>
    isBracket(label) ? bracketText(label, letters, sizes) : (letters.get(label) ?? '')
  const text = `${left.labels.map(spell).join('')},${right.labels.map(spell).join('')}->${result.map(spell).join('')}`
  const plain = [...left.labels, ...right.labels].filter((label): label is Label => !isBracket(label))
  for (const label of [...left.labels, ...right.labels]) {
    if (!isBracket(label)) continue
    for (const { index } of label.affine.terms) {
      if (index.bound?.core && !plain.includes(index)) sizes.set(letters.get(index) ?? '', index.bound.core)
    }
  }
  return { spec: text, sizes: [...sizes] }
}

function bracketText(
  { affine }: Bracket,
  letters: ReadonlyMap<Label, string>,
  sizes: Map<string, Core>,
): string {
  const terms = affine.terms.map(({ index, coefficient }) => {
    const letter = letters.get(index) ?? ''
    if (coefficient.is === 'literal')
      return coefficient.value === 1 ? letter : `${String(coefficient.value)}*${letter}`
    return `${capital(coefficient, sizes)}*${letter}`
  })
  const { constant } = affine
  if (constant.is !== 'literal') terms.push(capital(constant, sizes))
  else if (typeof constant.value === 'number' && constant.value !== 0) terms.push(String(constant.value))
  return `[${terms.join('+').replaceAll('+-', '-')}]`
}

/** A capital that stands for a number in the spec. */
function capital(core: Core, sizes: Map<string, Core>): string {
  for (const [letter, known] of sizes)
    if (known === core || (known.is === 'name' && core.is === 'name' && known.name === core.name))
      return letter
  const wanted = core.is === 'name' ? core.name.charAt(0).toUpperCase() : 'S'
  const free =
    [wanted, ...'SDOKLMNPQRTUVWXYZ'].find((letter) => /[A-Z]/.test(letter) && !sizes.has(letter)) ?? 'S'
  sizes.set(free, core)
  return free
}
