import { fail } from '../messages/catalogue.js'

/**
 * The size of an axis: a number, or a whole-number expression over symbols (`B`, `images.count`,
 * the dimension variables of a definition that is checked by itself).
 *
 * A symbolic dimension is a polynomial in normal form whose atoms are symbols and `div`/`mod` terms
 * (language reference, "Dimensions"). It knows its number where every symbol has one.
 */
export type Dimension = number | Polynomial

export interface Polynomial {
  readonly is: 'polynomial'
  /** Normal form: monomials sorted by key; the empty key is the constant. Never only a constant. */
  readonly terms: readonly { readonly coefficient: number; readonly atoms: readonly Atom[] }[]
  /** Equal dimensions have equal keys, e.g. `2*B + 1`; also what messages print. */
  readonly key: string
  /** The number at this instantiation; undefined where a symbol has none. */
  readonly value: number | undefined
}

export type Atom =
  | { readonly is: 'symbol'; readonly name: string; readonly value: number | undefined }
  | {
      readonly is: 'div' | 'mod'
      readonly left: Dimension
      readonly right: Dimension
      readonly key: string
      readonly value: number | undefined
    }

type Term = Polynomial['terms'][number]

/** A named size; `value` is its number at this instantiation. */
export function symbol(name: string, value?: number): Polynomial {
  return polynomial([{ coefficient: 1, atoms: [{ is: 'symbol', name, value }] }])
}

export function plus(a: Dimension, b: Dimension): Dimension {
  return typeof a === 'number' && typeof b === 'number' ? a + b : normal([...termsOf(a), ...termsOf(b)])
}

export function minus(a: Dimension, b: Dimension): Dimension {
  return typeof a === 'number' && typeof b === 'number' ? a - b : plus(a, times(-1, b))
}

export function times(a: Dimension, b: Dimension): Dimension {
  return typeof a === 'number' && typeof b === 'number' ? a * b : normal(product(termsOf(a), termsOf(b)))
}

/**
 * The quotient rounded down. Multiples of a divisor of one term move out, since
 * `(q * b + r) div b = q + r div b`.
 */
export function div(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return Math.floor(a / b)
  const { quotient, rest } = divide(a, b)
  return rest === 0 ? quotient : plus(quotient, quotientTerm('div', rest, b))
}

/** The remainder, not negative for a positive divisor. */
export function mod(a: Dimension, b: Dimension): Dimension {
  if (typeof a === 'number' && typeof b === 'number') return a - b * Math.floor(a / b)
  const { rest } = divide(a, b)
  return rest === 0 || divides(b, a) ? 0 : quotientTerm('mod', rest, b)
}

/** Same normal form: equal whatever the symbols are. */
export function equal(a: Dimension, b: Dimension): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b
  return keyOf(a) === keyOf(b) || (mayShorten(a, b) && minus(a, b) === 0)
}

/** Normal forms differ by a constant other than 0: different whatever the symbols are. */
export function differ(a: Dimension, b: Dimension): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a !== b
  if ((typeof a === 'number' || typeof b === 'number') && !mayShorten(a, b)) return false
  const difference = minus(a, b)
  return typeof difference === 'number' && difference !== 0
}

/** The number of a dimension at this instantiation, or undefined where a symbol has none. */
export function numberOf(dimension: Dimension): number | undefined {
  return typeof dimension === 'number' ? dimension : dimension.value
}

/** The number of a dimension. Throws an `SslError` that names the first symbol without a number. */
export function sizeOf(dimension: Dimension): number {
  const value = numberOf(dimension)
  return (
    value ??
    fail('SSL3001', { dimension: show(dimension), symbol: unknownSymbol(dimension) ?? show(dimension) })
  )
}

/** `2*B + 1` */
export function show(dimension: Dimension): string {
  return typeof dimension === 'number' ? String(dimension) : dimension.key
}

/** `[2*B, 64]` */
export function showShape(shape: readonly Dimension[]): string {
  return `[${shape.map(show).join(', ')}]`
}

/** Same rank and equal dimensions. */
export function equalShapes(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every((size, axis) => equal(size, b[axis] as Dimension))
}

/** The number of entries of a tensor. */
export function entries(shape: readonly Dimension[]): Dimension {
  return shape.reduce(times, 1)
}

/** Tells a symbolic dimension from other records. */
export function isPolynomial(value: unknown): value is Polynomial {
  return typeof value === 'object' && value !== null && 'is' in value && value.is === 'polynomial'
}

/** Facts of the form "b divides a" that hold while `withFacts` runs. */
let facts: { readonly a: Dimension; readonly b: Dimension }[] = []

/** Facts that `body` assumes are forgotten when it ends. */
export function withFacts<T>(body: () => T): T {
  const before = facts
  facts = [...before]
  try {
    return body()
  } finally {
    facts = before
  }
}

/** From now on (within `withFacts`) `a mod b` is 0 and `a div b * b` is `a`. */
export function assumeDivisible(a: Dimension, b: Dimension): void {
  facts.push({ a, b })
}

const divides = (b: Dimension, a: Dimension): boolean =>
  facts.some((fact) => equal(fact.a, a) && equal(fact.b, b))

/** Whether a fact may turn one of two normal forms into another: only quotients give way to facts. */
const mayShorten = (a: Dimension, b: Dimension): boolean =>
  facts.length > 0 && [a, b].some((size) => termsOf(size).some(hasQuotient))

const hasQuotient = ({ atoms }: Term): boolean => atoms.some((atom) => atom.is === 'div')

function termsOf(dimension: Dimension): readonly Term[] {
  if (typeof dimension !== 'number') return dimension.terms
  return dimension === 0 ? [] : [{ coefficient: dimension, atoms: [] }]
}

const keyOf = (dimension: Dimension): string => show(dimension)

function keyOfAtom(atom: Atom): string {
  return atom.is === 'symbol' ? atom.name : atom.key
}

const keyOfAtoms = (atoms: readonly Atom[]): string => atoms.map(keyOfAtom).join('*')

const byKey = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function multiply(a: Term, b: Term): Term {
  const atoms = [...a.atoms, ...b.atoms].sort((left, right) => byKey(keyOfAtom(left), keyOfAtom(right)))
  return { coefficient: a.coefficient * b.coefficient, atoms }
}

const product = (a: readonly Term[], b: readonly Term[]): Term[] =>
  a.flatMap((left) => b.map((right) => multiply(left, right)))

/** Unites equal monomials; a number where no symbol is left. */
function normal(terms: readonly Term[]): Dimension {
  const united = new Map<string, Term>()
  for (const term of terms.flatMap(withoutQuotients)) {
    const key = keyOfAtoms(term.atoms)
    const coefficient = (united.get(key)?.coefficient ?? 0) + term.coefficient
    united.set(key, { coefficient, atoms: term.atoms })
  }
  const kept = [...united].filter(([, term]) => term.coefficient !== 0)
  kept.sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : byKey(a, b)))
  const sorted = kept.map(([, term]) => term)
  if (sorted.length === 0) return 0
  const [first] = sorted
  if (sorted.length === 1 && first && first.atoms.length === 0) return first.coefficient
  return polynomial(sorted)
}

/** `a div b * b` becomes `a` where it is known that b divides a. */
function withoutQuotients(term: Term): readonly Term[] {
  for (const { a, b } of facts) {
    const at = term.atoms.findIndex(
      (atom) => atom.is === 'div' && equalKeys(atom.left, a) && equalKeys(atom.right, b),
    )
    if (at < 0) continue
    const divisor = termsOf(b)
    const others = { coefficient: term.coefficient, atoms: term.atoms.filter((_, index) => index !== at) }
    const [only] = divisor
    const rest = divisor.length === 1 && only ? quotientOf(others, only) : undefined
    if (rest) return product([rest], termsOf(a)).flatMap(withoutQuotients)
  }
  return [term]
}

const equalKeys = (a: Dimension, b: Dimension): boolean => keyOf(a) === keyOf(b)

/** The term without the factors of `divisor`; undefined where these are not all in it. */
function quotientOf(term: Term, divisor: Term): Term | undefined {
  if (term.coefficient % divisor.coefficient !== 0) return undefined
  const atoms = [...term.atoms]
  for (const atom of divisor.atoms) {
    const at = atoms.findIndex((other) => keyOfAtom(other) === keyOfAtom(atom))
    if (at < 0) return undefined
    atoms.splice(at, 1)
  }
  return { coefficient: term.coefficient / divisor.coefficient, atoms }
}

/** `a = quotient * b + rest`, taking out of a what is visibly a multiple of b. */
function divide(a: Dimension, b: Dimension): { quotient: Dimension; rest: Dimension } {
  if (b !== 0 && equal(a, b)) return { quotient: 1, rest: 0 }
  const [divisor, ...more] = termsOf(b)
  if (!divisor || more.length > 0) return { quotient: 0, rest: a }
  const quotients: Term[] = []
  const rest: Term[] = []
  for (const term of termsOf(a)) {
    const quotient = quotientOf(term, divisor)
    if (quotient) quotients.push(quotient)
    else if (divisor.atoms.length > 0) rest.push(term)
    else splitCoefficient(term, divisor.coefficient, quotients, rest)
  }
  return { quotient: normal(quotients), rest: normal(rest) }
}

/** `7*B` by 3 is `2*B` times 3 and `1*B`. */
function splitCoefficient(term: Term, by: number, quotients: Term[], rest: Term[]): void {
  const whole = Math.floor(term.coefficient / by)
  if (whole !== 0) quotients.push({ ...term, coefficient: whole })
  rest.push({ ...term, coefficient: term.coefficient - whole * by })
}

function quotientTerm(is: 'div' | 'mod', left: Dimension, right: Dimension): Dimension {
  if (typeof left === 'number' && typeof right === 'number')
    return is === 'div' ? div(left, right) : mod(left, right)
  const key = `(${inParentheses(left)} ${is} ${inParentheses(right)})`
  const [a, b] = [numberOf(left), numberOf(right)]
  const known = a !== undefined && b !== undefined
  const value = known ? Math.floor(a / b) : undefined
  const result = known && value !== undefined && is === 'mod' ? a - b * value : value
  return polynomial([{ coefficient: 1, atoms: [{ is, left, right, key, value: result }] }])
}

const inParentheses = (dimension: Dimension): string =>
  typeof dimension === 'number' || /^[^ ]*$/.test(dimension.key) ? show(dimension) : `(${dimension.key})`

function polynomial(terms: readonly Term[]): Polynomial {
  return { is: 'polynomial', terms, key: print(terms), value: evaluate(terms) }
}

/** Terms with a plus first, so that `T - K` needs no leading minus. */
function print(terms: readonly Term[]): string {
  const ordered = [...terms.filter((t) => t.coefficient > 0), ...terms.filter((t) => t.coefficient < 0)]
  const words = ordered.map((term, index) => {
    const size = Math.abs(term.coefficient)
    const atoms = keyOfAtoms(term.atoms)
    const text = atoms === '' ? String(size) : size === 1 ? atoms : `${size}*${atoms}`
    if (index === 0) return term.coefficient < 0 ? `-${text}` : text
    return term.coefficient < 0 ? ` - ${text}` : ` + ${text}`
  })
  return words.join('')
}

function evaluate(terms: readonly Term[]): number | undefined {
  let sum = 0
  for (const { coefficient, atoms } of terms) {
    let factor = coefficient
    for (const atom of atoms) {
      if (atom.value === undefined) return undefined
      factor *= atom.value
    }
    sum += factor
  }
  return sum
}

function unknownSymbol(dimension: Dimension): string | undefined {
  for (const { atoms } of termsOf(dimension)) {
    for (const atom of atoms) {
      if (atom.value !== undefined) continue
      if (atom.is === 'symbol') return atom.name
      return unknownSymbol(atom.left) ?? unknownSymbol(atom.right)
    }
  }
  return undefined
}
