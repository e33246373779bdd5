import * as build from '../../graph/build.js'
import { type Dimension, differ, equal, numberOf, show, showShape } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { mistake, refuse } from '../report.js'

/** A specification like `ij,ijc->ijc`: the letters of the own axes of operands and result. */
export interface Letters {
  readonly operands: readonly string[]
  readonly result: string
}

const cache = new Map<string, Letters>()

/** Parses a specification of own axes. */
export function parseLetters(spec: string): Letters {
  const known = cache.get(spec)
  if (known) return known
  const [left = '', result, ...rest] = spec.split('->')
  if (result === undefined || rest.length > 0) return mistake(`the axes ${spec}`)
  const letters = { operands: left.split(','), result }
  cache.set(spec, letters)
  return letters
}

/**
 * Whether two sizes are equal. What the normal forms leave open is decided by the numbers where there
 * are any and counts as equal until then, two dimension variables aside; but a symbol with a number (the
 * batch, a count of the data) is never a plain number, so that axes which only happen to be equally long do
 * not mix.
 */
export function same(a: Dimension, b: Dimension): boolean {
  if (equal(a, b)) return true
  if (differ(a, b)) return false
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left === undefined || right === undefined) return !(isVariable(a) && isVariable(b))
  return left === right && typeof a !== 'number' && typeof b !== 'number'
}

/** A dimension variable of a definition that is checked by itself: distinct ones never mix. */
const isVariable = (size: Dimension): boolean => /^[A-Z]\w*$/.test(show(size))

export const sameShape = (a: readonly Dimension[], b: readonly Dimension[]): boolean =>
  a.length === b.length && a.every((size, axis) => same(size, b[axis] ?? 0))

/** The axes in front of the own axes. */
export function leadsOf(op: string, x: Node, rank: number): readonly Dimension[] {
  if (x.shape.length < rank) {
    refuse('SSL3003', { op, shape: showShape(x.shape), needed: rank === 1 ? 'an axis' : `${rank} axes` })
  }
  return x.shape.slice(0, x.shape.length - rank)
}

/** The longest of several lists of lead axes, of which the others must be the ends. */
export function joinLeads(op: string, all: readonly (readonly Dimension[])[]): readonly Dimension[] {
  return all.reduce((longest, leads) => {
    const [long, short] = longest.length >= leads.length ? [longest, leads] : [leads, longest]
    if (!sameShape(long.slice(long.length - short.length), short)) {
      refuse('SSL3002', { op, left: showShape(longest), right: showShape(leads) })
    }
    return long
  }, [])
}

/** The size of each letter, over all operands. Throws where one letter has two sizes. */
export function sizesOf(
  op: string,
  nodes: readonly Node[],
  operands: readonly string[],
): Map<string, Dimension> {
  const sizes = new Map<string, Dimension>()
  for (const [k, letters] of operands.entries()) {
    const node = nodes[k] ?? mistake(`${op} has ${nodes.length} operands`)
    const start = leadsOf(op, node, letters.length).length
    for (const [place, letter] of [...letters].entries()) {
      const size = node.shape[start + place] ?? 0
      const known = sizes.get(letter)
      if (known !== undefined && !same(known, size)) {
        refuse('SSL3109', { op, left: show(known), right: show(size) })
      }
      sizes.set(letter, size)
    }
  }
  return sizes
}

/** Permutes own axes `from` to the order `to`; both have the same letters. */
export function permute(x: Node, from: string, to: string): Node {
  if (from === to) return x
  const start = x.shape.length - from.length
  const own = [...to].map((letter) => {
    const place = from.indexOf(letter)
    return start + (place < 0 ? mistake(`the axes ${from}->${to}`) : place)
  })
  return build.transpose(x, [...Array.from({ length: start }, (_, axis) => axis), ...own])
}

/**
 * Brings own axes `from` into the order of `to`, with axes of size 1 where a letter is missing, so
 * that the graph's trailing broadcast aligns what belongs together.
 */
export function align(x: Node, from: string, to: string): Node {
  const kept = [...to].filter((letter) => from.includes(letter)).join('')
  if (kept.length !== from.length) mistake(`the axes ${from}->${to}`)
  const y = permute(x, from, kept)
  const leads = y.shape.slice(0, y.shape.length - from.length)
  const own = [...to].map((letter): Dimension => (kept.includes(letter) ? size(y, kept, letter) : 1))
  const first = leads.length > 0 ? 0 : own.findIndex((_, k) => kept.includes(to[k] ?? ''))
  return build.reshape(y, [...leads, ...(first < 0 ? [] : own.slice(first))])
}

const size = (x: Node, letters: string, letter: string): Dimension =>
  x.shape[x.shape.length - letters.length + letters.indexOf(letter)] ?? 1
