import type { TokenType } from 'chevrotain'
import {
  Above,
  And,
  AtLeast,
  AtMost,
  Below,
  Contract,
  Div,
  Divide,
  DotDot,
  Equal,
  LineMinus,
  Minus,
  Mod,
  Not,
  Or,
  Pipe,
  Plus,
  Power,
  Times,
  Unequal,
} from './tokens.js'

/** How tightly each level binds; higher binds tighter. */
export const LEVEL = {
  pipe: 1,
  or: 2,
  and: 3,
  not: 4,
  compare: 5,
  range: 6,
  sum: 7,
  term: 8,
  negative: 9,
  power: 10,
} as const

const BINARY: readonly (readonly [number, readonly TokenType[]])[] = [
  [LEVEL.pipe, [Pipe]],
  [LEVEL.or, [Or]],
  [LEVEL.and, [And]],
  [LEVEL.compare, [Equal, Unequal, Below, AtMost, Above, AtLeast]],
  [LEVEL.range, [DotDot]],
  [LEVEL.sum, [Plus, Minus]],
  [LEVEL.term, [Times, Divide, Contract, Div, Mod]],
  [LEVEL.power, [Power]],
]

const table = (entries: Iterable<readonly [TokenType, number]>): Uint8Array => {
  const levels = new Uint8Array(1024)
  for (const [type, level] of entries) levels[type.tokenTypeIdx!] = level
  return levels
}

/** The level of a binary operator by the number of its token type; 0 for other tokens. */
export const BINARY_LEVEL = table(
  BINARY.flatMap(([level, types]) => types.map((type) => [type, level] as const)),
)

/** The level of an operator before its operand. */
export const PREFIX_LEVEL = table([
  [Not, LEVEL.not],
  [Minus, LEVEL.negative],
  [LineMinus, LEVEL.negative],
])

/** An operator as it is written in the language. */
export const written = (type: TokenType): string =>
  typeof type.PATTERN === 'string' ? type.PATTERN : type.name

/** The level of a binary operator as it is written. */
export const LEVEL_OF: ReadonlyMap<string, number> = new Map(
  BINARY.flatMap(([level, types]) => types.map((type) => [written(type), level] as const)),
)

/** Operators that cannot be chained. */
export const isSingle = (level: number): boolean => level === LEVEL.compare || level === LEVEL.range
