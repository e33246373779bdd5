import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { directions, flags, label, list, matrix, order, orthogonal, real, vector } from './arbitrary.js'
import { definition, loss } from './harness.js'
import {
  copies,
  dot,
  flat,
  map,
  near,
  norm,
  sigmoid,
  softplus,
  stretched,
  total,
  turned,
  zero,
} from './numbers.js'

/* Word vectors. */

describe('words', () => {
  const sampled = loss('negative_sampling')

  test('worked values', () => {
    const zeros = copies([0, 0], 5)
    near(sampled.value([[1, 0]], [[0, 0]], [zeros], [[true, true, true, true, true]]), 4.158883)
    const { value, gradients } = sampled.gradient(
      [[1, 0]],
      [[2, 0]],
      [
        [
          [1, 1],
          [-1, 0],
        ],
      ],
      [[true, true]],
    )
    near(value, 1.753451)
    near(gradients.h, [[0.223711, 0.731059]])
    const path = [
      [1, 0],
      [-0.5, 0],
      [0, 0],
    ]
    const huffman = (bits: boolean[], used: boolean[]) =>
      loss('hierarchical_softmax').value([[1, 0]], [path], [bits], [used])
    const p = [
      huffman([true, true, true], [true, false, false]),
      huffman([false, true, true], [true, true, false]),
      huffman([false, false, true], [true, true, true]),
      huffman([false, false, false], [true, true, true]),
    ]
    near(
      p.map((x) => Math.exp(-x)),
      [0.268941, 0.455054, 0.138002, 0.138002],
    )
    near(p[1], 0.787339)
  })

  property.prop([
    fc.tuple(
      matrix(2, 3),
      matrix(2, 3),
      list(2, matrix(4, 3)),
      list(2, list(4, fc.boolean())),
      orthogonal(3),
      real(0.2, 5),
    ),
  ])('negative sampling: skipped noise, gradient, scale and rotation', ([h, word, noise, kept, q, c]) => {
    const { value, gradients } = sampled.gradient(h, word, noise, kept)
    const expected = h.map((row, b) => {
      const pulls = [
        [word[b] ?? [], sigmoid(dot(word[b] ?? [], row)) - 1] as const,
        ...(noise[b] ?? []).map((u, k) => [u, kept[b]?.[k] ? sigmoid(dot(u, row)) : 0] as const),
      ]
      return row.map((_, d) => pulls.reduce((sum, [u, weight]) => sum + weight * (u[d] ?? 0), 0))
    })
    near(gradients.h, expected, 1e-9)
    near(
      sampled.value(
        map(h, (x) => c * x),
        map(word, (x) => x / c),
        map(noise, (x) => x / c),
        kept,
      ),
      value,
      1e-9,
    )
    near(
      sampled.value(
        turned(h, q),
        turned(word, q),
        noise.map((one) => turned(one, q)),
        kept,
      ),
      value,
      1e-9,
    )
  })

  property.prop([fc.tuple(vector(3), matrix(1, 3))])('one inner node is logistic regression', ([h, node]) => {
    const bit = (one: boolean) => loss('hierarchical_softmax').value([h], [node], [[one]], [[true]])
    near(bit(false), softplus(-dot(node[0] ?? [], h)), 1e-12)
    near(Math.exp(-bit(false)) + Math.exp(-bit(true)), 1, 1e-12)
    near(bit(false), sampled.value([h], node, [[[0, 0, 0]]], [[false]]), 1e-12)
  })

  property.prop([fc.tuple(matrix(3, 2), list(3, label(4)), matrix(4, 2), real(0.2, 5))])(
    'the full softmax sums over the events',
    ([h, word, U, c]) => {
      const each = h.map((row, b) =>
        loss('cross_entropy').value(
          U.map((u) => dot(u, row)),
          word[b] ?? 0,
        ),
      )
      near(
        loss('full_softmax').value(h, word, U),
        each.reduce((a, b) => a + b),
        1e-9,
      )
      near(
        loss('full_softmax').value(
          map(h, (x) => c * x),
          word,
          map(U, (x) => x / c),
        ),
        each.reduce((a, b) => a + b),
        1e-9,
      )
      near(
        loss('full_softmax').value(
          h,
          word,
          map(U, () => 0),
        ),
        3 * Math.log(4),
        1e-12,
      )
    },
  )

  const glove = loss('glove')
  const pair = (count: number) => [[[1, 0]], [[2, 0]], [0.5], [-0.5], [count]] as const

  test('GloVe: worked values', () => {
    near(glove.value(...pair(10)), 0.016282)
    near(glove.value(...pair(1)), 0.126491)
    near(glove.value(...pair(Math.E ** 2)), 0)
    near(glove.value(...pair(200)), 10.878897)
    expect(glove.value(...pair(0))).toBe(0)
  })

  property.prop([
    fc.tuple(
      matrix(3, 2),
      matrix(3, 2),
      vector(3),
      vector(3),
      vector(3, real(0.5, 200)),
      orthogonal(2),
      real(),
    ),
  ])(
    'GloVe: symmetric, blind to shifted biases and rotation, and its gradient',
    ([w, v, b, c, count, q, shift]) => {
      const { value, gradients } = glove.gradient(w, v, b, c, count)
      near(glove.value(v, w, c, b, count), value, 1e-9)
      near(
        glove.value(
          w,
          v,
          map(b, (x) => x + shift),
          map(c, (x) => x - shift),
          count,
        ),
        value,
        1e-9,
      )
      near(glove.value(turned(w, q), turned(v, q), b, c, count), value, 1e-9)
      const expected = w.map((row, n) => {
        const diff = dot(row, v[n] ?? []) + (b[n] ?? 0) + (c[n] ?? 0) - Math.log(count[n] ?? 1)
        return (v[n] ?? []).map((x) => 2 * Math.min(1, ((count[n] ?? 1) / 100) ** 0.75) * diff * x)
      })
      near(gradients.w, expected, 1e-9)
    },
  )

  property.prop([
    fc.tuple(matrix(4, 2), matrix(4, 2), vector(4), vector(4), vector(4, real(0.5, 200)), flags(4)),
  ])('GloVe: pairs that never occur contribute nothing among others', ([w, v, b, c, counts, seen]) => {
    const terms = counts.map((count, n) => {
      const diff = dot(w[n] ?? [], v[n] ?? []) + (b[n] ?? 0) + (c[n] ?? 0) - Math.log(count)
      return seen[n] ? Math.min(1, (count / 100) ** 0.75) * diff ** 2 : 0
    })
    const count = counts.map((one, n) => (seen[n] ? one : 0))
    near(glove.value(w, v, b, c, count), total(terms), 1e-9)
  })

  test('GloVe: a pair that never occurs has no gradient', () => {
    const { gradients } = glove.gradient(...pair(0))
    zero(['w', 'v', 'b', 'c'].map((name) => gradients[name] ?? 1))
    expect(flat(gradients.count).every(Number.isFinite)).toBe(true)
  })

  test('analogies: worked value, the question words left out', () => {
    const answer = definition('losses.analogy')
    const E = [
      [1, 0],
      [1, 1],
      [0.8, -0.6],
      [1, 0.2],
      [0, 1],
    ]
    expect(answer.result(E, 0, 1, 2)).toBe(3)
    expect(answer.result(stretched(E, [2, 3, 0.5, 0.1, 9]), 0, 1, 2)).toBe(3)
  })

  property.prop([fc.tuple(directions(6, 3), order(6), list(6, real(0.2, 5)))])(
    'analogies: the word most similar to b - a + c, whatever the lengths of the vectors',
    ([E, [a = 0, b = 0, c = 0], by]) => {
      const z = E.map((row) => row.map((x) => x / norm(row)))
      const query = (z[a] ?? []).map((x, k) => (z[b]?.[k] ?? 0) - x + (z[c]?.[k] ?? 0))
      const scores = z.map((row, w) => ([a, b, c].includes(w) ? -9 : dot(row, query)))
      const best = scores.indexOf(Math.max(...scores))
      const answer = definition('losses.analogy')
      expect(answer.result(E, a, b, c)).toBe(best)
      expect(answer.result(stretched(E, by), a, b, c)).toBe(best)
    },
  )
})
