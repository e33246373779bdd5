import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  assumeDivisible,
  type Dimension,
  differ,
  div,
  equal,
  minus,
  mod,
  numberOf,
  plus,
  show,
  showShape,
  sizeOf,
  symbol,
  times,
  withFacts,
} from './dimension.js'

const [B, H, K] = [symbol('B'), symbol('H'), symbol('K')]

/** An expression over a, b, c with its value computed by plain arithmetic. */
interface Expression {
  readonly dimension: Dimension
  readonly value: number
}

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -6, max: 6 }).map((value) => ({ dimension: value, value })),
    fc.constantFrom(['a', 5], ['b', 7], ['c', 3]).map(([name, value]) => ({
      dimension: symbol(String(name), Number(value)),
      value: Number(value),
    })),
    fc
      .tuple(tie('expression'), tie('expression'), fc.constantFrom('plus', 'minus', 'times'))
      .map(([x, y, op]) =>
        op === 'plus'
          ? { dimension: plus(x.dimension, y.dimension), value: x.value + y.value }
          : op === 'minus'
            ? { dimension: minus(x.dimension, y.dimension), value: x.value - y.value }
            : { dimension: times(x.dimension, y.dimension), value: x.value * y.value },
      ),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => {
      if (y.value === 0) return x
      const quotient = Math.floor(x.value / y.value)
      return { dimension: div(x.dimension, y.dimension), value: quotient }
    }),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => {
      if (y.value === 0) return x
      return {
        dimension: mod(x.dimension, y.dimension),
        value: x.value - y.value * Math.floor(x.value / y.value),
      }
    }),
  ),
}))

describe('dimensions', () => {
  test.prop([expression], { numRuns: 500 })('have the value of plain arithmetic', ({ dimension, value }) => {
    expect(sizeOf(dimension) + 0).toBe(value + 0)
  })

  test.prop([expression, expression, expression], { numRuns: 300 })('form a ring', (x, y, z) => {
    const [a, b, c] = [x.dimension, y.dimension, z.dimension]
    expect(equal(plus(a, b), plus(b, a))).toBe(true)
    expect(equal(times(a, b), times(b, a))).toBe(true)
    expect(equal(plus(plus(a, b), c), plus(a, plus(b, c)))).toBe(true)
    expect(equal(times(a, plus(b, c)), plus(times(a, b), times(a, c)))).toBe(true)
    expect(equal(minus(plus(a, b), b), a)).toBe(true)
    expect(minus(a, a)).toBe(0)
  })

  test.prop([expression, expression])('that are equal do not differ, and have one value', (x, y) => {
    if (equal(x.dimension, y.dimension)) expect(x.value + 0).toBe(y.value + 0)
    if (differ(x.dimension, y.dimension)) expect(x.value).not.toBe(y.value)
    expect(equal(x.dimension, y.dimension) && differ(x.dimension, y.dimension)).toBe(false)
  })

  test.prop([expression, expression])('are equal exactly when they print the same', (x, y) => {
    expect(equal(x.dimension, y.dimension)).toBe(show(x.dimension) === show(y.dimension))
  })

  it('are shown as one would write them', () => {
    expect(show(plus(times(2, B), 1))).toBe('2*B + 1')
    expect(show(minus(H, K))).toBe('H - K')
    expect(show(minus(3, H))).toBe('3 - H')
    expect(show(times(B, div(plus(H, 1), 2)))).toBe('((H + 1) div 2)*B')
    expect(show(mod(H, 4))).toBe('(H mod 4)')
    expect(showShape([times(2, B), 64])).toBe('[2*B, 64]')
  })

  it('move multiples out of div and mod', () => {
    expect(show(div(plus(times(6, B), 5), 3))).toBe('2*B + 1')
    expect(show(div(plus(times(2, B), H), 2))).toBe('(H div 2) + B')
    expect(show(div(times(B, H), H))).toBe('B')
    expect(mod(times(4, H), 4)).toBe(0)
    expect(show(mod(plus(times(4, H), B), 4))).toBe('(B mod 4)')
    expect(div(H, H)).toBe(1)
    expect(equal(plus(div(minus(H, 1), 2), 1), div(plus(H, 1), 2))).toBe(true)
  })

  it('differ by constants other than 0 only', () => {
    expect(differ(plus(K, 1), K)).toBe(true)
    expect(differ(K, H)).toBe(false)
    expect(equal(K, H)).toBe(false)
    expect(differ(3, 4)).toBe(true)
  })

  it('use facts while these hold', () => {
    const product = () => times(div(H, 4), 4)
    expect(equal(product(), H)).toBe(false)
    const before = product()
    withFacts(() => {
      assumeDivisible(H, 4)
      expect(equal(product(), H)).toBe(true)
      expect(equal(before, H)).toBe(true)
      expect(mod(H, 4)).toBe(0)
      expect(equal(times(times(div(H, 4), 8), K), times(2, times(H, K)))).toBe(true)
    })
    expect(equal(product(), H)).toBe(false)
    withFacts(() => {
      assumeDivisible(H, K)
      expect(equal(times(times(div(H, K), B), K), times(B, H))).toBe(true)
    })
  })

  it('know their number where all symbols do', () => {
    expect(numberOf(plus(symbol('n', 3), 2))).toBe(5)
    expect(numberOf(plus(symbol('n', 3), B))).toBeUndefined()
    expect(() => sizeOf(div(plus(B, 1), 2))).toThrow(/B is not known/)
  })
})
