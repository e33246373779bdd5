import { unite } from './broadcast.js'
import { type Dimension, equal, numberOf, show, showShape } from './dimension.js'
import { at, mistake, refuse } from './refuse.js'

/** An axis of a contraction: one letter, or `Σ coefficient · letter + offset`. */
export type Axis =
  | { readonly is: 'plain'; readonly letter: string }
  | {
      readonly is: 'affine'
      readonly terms: readonly { readonly letter: string; readonly coefficient: number }[]
      readonly offset: number
    }

/** A contraction taken apart, e.g. `b[2i+1u]c,uco->bio`. */
export interface ContractSpec {
  readonly left: readonly Axis[]
  readonly right: readonly Axis[]
  readonly result: readonly Axis[]
  /** All letters: those of the result first, each in order of appearance. */
  readonly letters: readonly string[]
  /** Letters that the result lacks: what is summed over. */
  readonly summed: readonly string[]
  /** The three parts as they were written. */
  readonly texts: { readonly left: string; readonly right: string; readonly result: string }
}

const cache = new Map<string, ContractSpec>()

/** Parses a specification; the same text gives the same object. */
export function parseSpec(text: string): ContractSpec {
  const known = cache.get(text)
  if (known) return known
  const spec = parse(text)
  cache.set(text, spec)
  return spec
}

function parse(text: string): ContractSpec {
  const match = /^([^,>]*),([^,>]*)->([^,>]*)$/.exec(text.replaceAll(' ', ''))
  const [, left = '', right = '', result = ''] =
    match ?? mistake(`the specification ${text} of a contraction`)
  const [a, b, c] = [axesOf(left, text), axesOf(right, text), axesOf(result, text)]
  if ([a, b, c].filter((axes) => axes.some((axis) => axis.is === 'affine')).length > 1) {
    mistake(`the contraction ${text} has affine axes in more than one tensor`)
  }
  const kept = c.flatMap(lettersOf)
  const letters = [...new Set([...kept, ...a.flatMap(lettersOf), ...b.flatMap(lettersOf)])]
  const summed = letters.filter((letter) => !kept.includes(letter))
  return { left: a, right: b, result: c, letters, summed, texts: { left, right, result } }
}

function axesOf(part: string, text: string): Axis[] {
  const tokens = part.match(/[A-Za-z]|\[[^\]]*\]/g) ?? []
  if (tokens.join('') !== part) mistake(`the axes ${part} in the contraction ${text}`)
  const axes = tokens.map(
    (token): Axis => (token.startsWith('[') ? affine(token, text) : { is: 'plain', letter: token }),
  )
  const letters = axes.flatMap(lettersOf)
  if (new Set(letters).size !== letters.length)
    mistake(`a letter stands twice in ${part} of the contraction ${text}`)
  return axes
}

function affine(token: string, text: string): Axis {
  const terms: { letter: string; coefficient: number }[] = []
  let offset = 0
  if (!/^\[[+-]?(\d+[A-Za-z]?|[A-Za-z])([+-](\d+[A-Za-z]?|[A-Za-z]))*\]$/.test(token)) {
    mistake(`the axis ${token} in the contraction ${text}`)
  }
  for (const [, sign, digits, letter] of token.matchAll(/([+-]?)(\d*)([A-Za-z]?)/g)) {
    if (digits === '' && letter === '') continue
    const size = (sign === '-' ? -1 : 1) * (digits === '' ? 1 : Number(digits))
    if (letter) terms.push({ letter, coefficient: size })
    else offset += size
  }
  return { is: 'affine', terms, offset }
}

/** The letters of one axis. */
export function lettersOf(axis: Axis): readonly string[] {
  return axis.is === 'plain' ? [axis.letter] : axis.terms.map((term) => term.letter)
}

/** Letters that stand alone on one of these axes. */
export function plainLetters(axes: readonly Axis[]): Set<string> {
  return new Set(axes.flatMap((axis) => (axis.is === 'plain' ? [axis.letter] : [])))
}

/** All letters that a specification may use. */
export const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The first letters, for specifications that are made. */
export function letters(count: number, from = 0): readonly string[] {
  return [...alphabet.slice(from, from + count)]
}

/**
 * The range of every letter: from the axes on which it stands alone, else from `sizes`. Throws where
 * axes of one letter differ, where a letter has no range and where an affine axis is left.
 */
export function rangesOf(
  spec: ContractSpec,
  left: readonly Dimension[],
  right: readonly Dimension[],
  sizes: Readonly<Record<string, Dimension>>,
): Map<string, Dimension> {
  if (spec.left.length !== left.length || spec.right.length !== right.length) {
    mistake(`the contraction ${textOf(spec)} of ${showShape(left)} and ${showShape(right)}`)
  }
  const ranges = new Map<string, Dimension>()
  for (const [axes, shape] of [
    [spec.left, left],
    [spec.right, right],
  ] as const) {
    for (const [k, axis] of axes.entries()) {
      if (axis.is === 'affine') continue
      const [size, known] = [at(shape, k), ranges.get(axis.letter)]
      const united = known === undefined ? size : agree(known, size)
      if (united === undefined)
        refuse('SSL3002', { op: 'a product', left: showShape(left), right: showShape(right) })
      else ranges.set(axis.letter, united)
    }
  }
  for (const letter of spec.letters) {
    if (!ranges.has(letter))
      ranges.set(letter, sizes[letter] ?? mistake(`${letter} has no range in ${textOf(spec)}`))
  }
  checkAccesses(spec.left, left, ranges)
  checkAccesses(spec.right, right, ranges)
  return ranges
}

/** As broadcasting, but an axis of size 1 repeats for nobody. */
function agree(a: Dimension, b: Dimension): Dimension | undefined {
  if (equal(a, b)) return a
  const known = numberOf(a) !== undefined && numberOf(b) !== undefined
  return (equal(a, 1) || equal(b, 1)) && !(known && numberOf(a) === numberOf(b)) ? undefined : unite(a, b)
}

const textOf = ({ texts }: ContractSpec): string => `${texts.left},${texts.right}->${texts.result}`

/** Shape of the result; affine axes take their sizes from `resultSizes` in order. */
export function resultShape(
  spec: ContractSpec,
  ranges: ReadonlyMap<string, Dimension>,
  resultSizes: readonly Dimension[],
): readonly Dimension[] {
  let next = 0
  const shape = spec.result.map((axis) =>
    axis.is === 'affine' ? at(resultSizes, next++) : (ranges.get(axis.letter) as Dimension),
  )
  checkAccesses(spec.result, shape, ranges)
  return shape
}

function checkAccesses(
  axes: readonly Axis[],
  shape: readonly Dimension[],
  ranges: ReadonlyMap<string, Dimension>,
): void {
  for (const [k, axis] of axes.entries()) {
    if (axis.is === 'plain') continue
    const size = numberOf(at(shape, k))
    let [low, high] = [axis.offset, axis.offset]
    for (const { letter, coefficient } of axis.terms) {
      const range = numberOf(ranges.get(letter) as Dimension)
      if (range === undefined || range === 0) return
      low += Math.min(0, coefficient * (range - 1))
      high += Math.max(0, coefficient * (range - 1))
    }
    if (size !== undefined && (low < 0 || high >= size)) {
      refuse('SSL3006', { op: 'a product', access: `entries ${low} to ${high}`, axis: show(at(shape, k)) })
    }
  }
}
