import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { arranged, label, list, matrix, order, probability, real, size, vector } from './arbitrary.js'
import { definitionAt } from './definitions.js'
import { definition, loss, type Nested } from './harness.js'
import { flat, logsumexp, map, mean, near, sigmoid, softmax, softplus, total, zero } from './numbers.js'

/* Labels, tokens, colours as classes, and the adversary's decision. */

const flatMap = (k: number) => Array.from({ length: k }, () => 0)
const classes = size(1, 6).chain((k) => fc.tuple(vector(k, real(-5, 5)), label(k)))

describe('cross-entropy', () => {
  const made = loss('cross_entropy')

  test.each([4, 8, 10, 100, 1000, 8192])('uniform logits over %d classes cost its logarithm', (k) => {
    near(made.value(flatMap(k), k - 1), Math.log(k))
  })

  test('worked values', () => {
    near(made.value([2, 0, 0, 0], 0), 0.340753)
    near(made.value([2, 0, 0, 0], 1), 2.340753)
    near(made.value([1, 0, 0, 0], 0), 0.743668)
    near(made.value([3, 0, 0, 0], 0), 0.139206)
    near(made.value([5, 2], 0), 0.048587)
  })

  property.prop([classes, real(-100, 100)])('a constant added to all logits changes nothing', ([s, y], c) => {
    near(
      made.value(
        map(s, (x) => x + c),
        y,
      ),
      made.value(s, y),
      1e-9,
    )
  })

  property.prop([classes])('its gradient is softmax minus one-hot and sums to zero', ([s, y]) => {
    const { gradients } = made.gradient(s, y)
    near(
      gradients.logits,
      softmax(s).map((p, k) => p - (k === y ? 1 : 0)),
      1e-12,
    )
    expect(Math.abs(total(flat(gradients.logits)))).toBeLessThan(1e-12)
  })

  property.prop([classes])('never negative, and bounded by the spread of the logits', ([s, y]) => {
    const [value, n, low, high] = [made.value(s, y), s.length, Math.min(...s), Math.max(...s)]
    expect(value).toBeGreaterThanOrEqual(0)
    expect(value).toBeGreaterThanOrEqual(Math.log(n) + low - high - 1e-12)
    expect(value).toBeLessThanOrEqual(Math.log(n) + high - (s[y] ?? 0) + 1e-12)
    if (n === 1) expect(value).toBe(0)
  })

  property.prop([classes, real(-5, 5)])('another candidate never lowers it', ([s, y], more) => {
    expect(made.value([...s, more], y)).toBeGreaterThan(made.value(s, y))
    expect(made.value([...s, s[y] ?? 0], y)).toBeGreaterThanOrEqual(Math.LN2 - 1e-12)
  })

  property.prop([classes, order(6)])('classes may be renumbered', ([s, y], by) => {
    const numbers = by.filter((k) => k < s.length)
    near(made.value(arranged(s, numbers), numbers.indexOf(y)), made.value(s, y), 1e-12)
  })

  property.prop([classes])('falls with the right logit, rises with the others', ([s, y]) => {
    const raised = (at: number) =>
      made.value(
        s.map((x, k) => (k === at ? x + 0.5 : x)),
        y,
      )
    for (const k of s.keys()) {
      if (s.length === 1) continue
      if (k === y) expect(raised(k)).toBeLessThan(made.value(s, y))
      else expect(raised(k)).toBeGreaterThan(made.value(s, y))
    }
  })

  test('perfect separation tends to zero', () => {
    expect(made.value([1e4, 0, 0], 0)).toBe(0)
    expect(made.value([1e4, 0, 0], 1)).toBe(1e4)
  })
})

describe('soft cross-entropy', () => {
  const made = loss('soft_cross_entropy')
  const soft = size(1, 5).chain((k) => fc.tuple(vector(k, real(-4, 4)), probability(k)))
  const entropy = (p: readonly number[]) => -total(p.map((x) => x * Math.log(x)))

  property.prop([soft])('at least the entropy of its target, which it reaches', ([s, q]) => {
    expect(made.value(s, q)).toBeGreaterThanOrEqual(entropy(q) - 1e-12)
    near(made.value(q.map(Math.log), q), entropy(q), 1e-12)
  })

  property.prop([soft, real(-50, 50)])(
    'shifts change nothing; the gradient is softmax minus target',
    ([s, q], c) => {
      near(
        made.value(
          map(s, (x) => x + c),
          q,
        ),
        made.value(s, q),
        1e-9,
      )
      near(
        made.gradient(s, q).gradients.logits,
        softmax(s).map((p, k) => p - (q[k] ?? 0)),
        1e-12,
      )
    },
  )

  property.prop([classes])('of a one-hot target it is the cross-entropy', ([s, y]) => {
    near(
      made.value(
        s,
        s.map((_, k) => (k === y ? 1 : 0)),
      ),
      loss('cross_entropy').value(s, y),
      1e-12,
    )
  })

  test('a target that is no distribution is refused', () => {
    const refused = (target: number[]) => () => loss('soft_cross_entropy').value([0, 0], target)
    expect(refused([0.5, 0.9])).toThrow('SSL3134')
    expect(refused([1.5, -0.5])).toThrow('SSL3134')
  })
})

describe('maps and tokens', () => {
  test('split-brain: uniform predictions', () => {
    const [ab, l] = [flatMap(313), flatMap(50)]
    const pixel = (logits: number[], bin: number) => loss('pixel_cross_entropy').value([[logits]], [[bin]])
    near(pixel(ab, 17) + pixel(l, 26), 9.658226)
    near(definition('losses.lightness_bin').result([53.24, 0, 100]), [26, 0, 49], 0)
  })

  property.prop([list(2, matrix(3, 4)), list(2, list(3, label(4)))])(
    'a map of labels is summed',
    (s, labels) => {
      const cells = s.flatMap((row, i) =>
        row.map((cell, j) => loss('cross_entropy').value(cell, labels[i]?.[j] ?? 0)),
      )
      near(loss('pixel_cross_entropy').value(s, labels), total(cells), 1e-10)
    },
  )

  test('masked tokens: worked values', () => {
    const made = loss('masked_tokens')
    near(made.value([[flatMap(8192)]], [[5]], [[true]]), 9.010913)
    near(made.value([[[1, 0, 0, 0]]], [[0]], [[true]]), 0.743668)
    const logits = [
      [0.5, 0.5],
      [0.25, 0.75],
      [0.9, 0.1],
    ].map((p) => p.map(Math.log))
    near(made.value([logits], [[0, 0, 1]], [[true, true, false]]), 1.039721)
  })

  test('masked tokens: nothing masked costs nothing', () => {
    expect(loss('masked_tokens').value([[[1, 2]]], [[0]], [[false]])).toBe(0)
  })

  property.prop([list(2, matrix(3, 4)), list(2, list(3, label(4))), list(2, list(3, fc.boolean()))])(
    'masked tokens: the mean over the masked ones, the visible ones have no part',
    (s, tokens, masked) => {
      fc.pre(masked.flat().some(Boolean))
      const each = s.flatMap((row, b) =>
        row.flatMap((cell, t) =>
          masked[b]?.[t] ? [loss('cross_entropy').value(cell, tokens[b]?.[t] ?? 0)] : [],
        ),
      )
      const { value, gradients } = loss('masked_tokens').gradient(s, tokens, masked)
      near(value, mean(each), 1e-10)
      const slopes = gradients.logits as number[][][]
      zero(slopes.flatMap((row, b) => row.filter((_, t) => !masked[b]?.[t])).flat())
    },
  )
})

describe('colours as classes', () => {
  const soft = (neighbours: number, colour: number[], grid: number[][]) =>
    definition('losses.soft_encode', { neighbours }).result(colour, grid)
  const grid = [-20, -10, 0, 10, 20].flatMap((a) => [-20, -10, 0, 10, 20].map((b) => [a, b]))

  test('soft encoding: worked values', () => {
    const on = flat(soft(5, [0, 0], grid)).sort((a, b) => b - a)
    near(on.slice(0, 5), [0.648786, 0.087804, 0.087804, 0.087804, 0.087804])
    zero(on.slice(5))
    const two = flat(soft(2, [5, 0], grid)).sort((a, b) => b - a)
    near(two.slice(0, 3), [0.5, 0.5, 0])
    const six = flat(soft(6, [5, 0], grid)).sort((a, b) => b - a)
    near(six.slice(0, 7), [0.393493, 0.393493, 0.053253, 0.053253, 0.053253, 0.053253, 0])
  })

  property.prop([size(1, 8), vector(2, real(-20, 20)), vector(2, real(-50, 50))])(
    'soft encoding: a distribution over the nearest centres that moves with the grid',
    (neighbours, colour, shift) => {
      const code = flat(soft(neighbours, colour, grid))
      near(total(code), 1, 1e-12)
      expect(code.every((x) => x >= 0)).toBe(true)
      expect(code.filter((x) => x > 0).length).toBeLessThanOrEqual(neighbours)
      const moved = (x: readonly number[]) => x.map((one, k) => one + (shift[k] ?? 0))
      near(soft(neighbours, moved(colour), grid.map(moved)), code, 1e-9)
    },
  )

  property.prop([vector(2, real(-110, 110)), size(1, 10)])(
    'soft encoding over the 313 centres, and the nearest of them',
    (colour, neighbours) => {
      const centres = definitionAt('std.losses.ab_grid') as number[][]
      const d = centres.map(([a = 0, b = 0]) => (a - (colour[0] ?? 0)) ** 2 + (b - (colour[1] ?? 0)) ** 2)
      const sorted = [...d.keys()].sort((p, q) => (d[p] ?? 0) - (d[q] ?? 0))
      const least = d[sorted[0] ?? 0] ?? 0
      const w = d.map((x, q) => (sorted.indexOf(q) < neighbours ? Math.exp((least - x) / (2 * 5 ** 2)) : 0))
      near(soft(neighbours, colour, centres), map(w, (x) => x / total(w)) as number[], 1e-9)
      expect(definition('losses.ab_bin').result(colour, centres)).toBe(sorted[0])
    },
  )

  test('the grid has 313 centres, ten apart', () => {
    const centres = definitionAt('std.losses.ab_grid') as number[][]
    expect(centres.length).toBe(313)
    expect(new Set(centres.map(String)).size).toBe(313)
    expect(centres.flat().every((x) => x % 10 === 0)).toBe(true)
    expect(centres.filter(([a]) => a === 0).map(([, b]) => b)).toEqual(
      Array.from({ length: 18 }, (_, k) => 10 * (k - 7)),
    )
  })

  const rebalance = (mix: number, prior: number[]) =>
    flat(definition('losses.rebalance', { mix }).result(prior))

  test('rebalancing: worked values', () => {
    near(rebalance(0.5, [0.7, 0.2, 0.1]), [0.75417, 1.461204, 1.798405])
    near(rebalance(0, [0.7, 0.2, 0.1]), [0.47619, 1.666667, 3.333333])
    near(rebalance(1, [0.7, 0.2, 0.1]), [1, 1, 1], 1e-12)
  })

  property.prop([size(1, 6).chain(probability), real(0, 1)])(
    'rebalancing: mean 1, the rarer never lighter',
    (prior, mix) => {
      const w = rebalance(mix, prior)
      near(total(w.map((x, k) => x * (prior[k] ?? 0))), 1, 1e-12)
      for (const [i, x] of w.entries())
        for (const [j, y] of w.entries())
          if ((prior[i] ?? 0) < (prior[j] ?? 0)) expect(x).toBeGreaterThanOrEqual(y - 1e-12)
      near(
        rebalance(0, prior),
        prior.map((p) => 1 / (prior.length * p)),
        1e-9,
      )
    },
  )

  test('rebalanced cross-entropy: worked value', () => {
    const logits = [[[Math.log(0.9), Math.log(0.1)]]]
    near(loss('rebalanced_cross_entropy').value(logits, [[[0.5, 0.5]]], [2, 2]), 2.407946)
  })

  property.prop([fc.tuple(vector(4), probability(4), vector(4, real(0.1, 3)), real(0, 4))])(
    'rebalanced cross-entropy: weighed by the most likely bin; the gradient sums to zero',
    ([s, q, w, c]) => {
      const v = w[q.indexOf(Math.max(...q))] ?? 0
      const { value, gradients } = loss('rebalanced_cross_entropy').gradient([[s]], [[q]], w)
      near(value, v * loss('soft_cross_entropy').value(s, q), 1e-10)
      near(
        flat(gradients.logits),
        softmax(s).map((p, k) => v * (p - (q[k] ?? 0))),
        1e-10,
      )
      near(
        loss('rebalanced_cross_entropy').value(
          [[s]],
          [[q]],
          map(w, (x) => c * x),
        ),
        c * value,
        1e-10,
      )
    },
  )

  property.prop([fc.tuple(list(2, matrix(3, 4)), list(2, list(3, probability(4))), vector(4, real(0.1, 3)))])(
    'rebalanced cross-entropy: summed over the map',
    ([s, q, w]) => {
      const cells = s.flatMap((row, i) =>
        row.map((cell, j) => {
          const target = q[i]?.[j] ?? []
          return (
            (w[target.indexOf(Math.max(...target))] ?? 0) * loss('soft_cross_entropy').value(cell, target)
          )
        }),
      )
      near(loss('rebalanced_cross_entropy').value(s, q, w), total(cells), 1e-9)
    },
  )

  const annealed = (temperature: number, logits: Nested, centres: Nested) =>
    flat(definition('losses.annealed_mean', { temperature }).result(logits, centres))

  test('annealed mean: worked values', () => {
    const logits = [Math.log(0.6), Math.log(0.4)]
    const centres = [
      [0, 0],
      [10, 0],
    ]
    near(annealed(1, logits, centres), [4, 0], 1e-12)
    near(annealed(0.38, logits, centres), [2.559715, 0])
    near(annealed(1e-3, logits, centres), [0, 0], 1e-12)
  })

  property.prop([fc.tuple(vector(4), matrix(4, 2), real(-20, 20), real(0.1, 1))])(
    'annealed mean: blind to a constant, inside the hull of the centres, sharper when colder',
    ([s, centres, c, temperature]) => {
      const colour = annealed(temperature, s, centres)
      near(
        annealed(
          temperature,
          map(s, (x) => x + c),
          centres,
        ),
        colour,
        1e-9,
      )
      for (const [k, x] of colour.entries()) {
        const column = centres.map((row) => row[k] ?? 0)
        expect(x).toBeGreaterThanOrEqual(Math.min(...column) - 1e-12)
        expect(x).toBeLessThanOrEqual(Math.max(...column) + 1e-12)
      }
      near(
        annealed(1, s, centres),
        [0, 1].map((k) => total(softmax(s).map((p, q) => p * (centres[q]?.[k] ?? 0)))),
        1e-12,
      )
    },
  )
})

describe('the adversary', () => {
  const judge = loss('discriminator_loss')
  const [generator, saturating] = [loss('generator_loss'), loss('saturating_generator_loss')]

  test('worked values', () => {
    near([judge.value(0, 0), generator.value(0), saturating.value(0)], [1.386294, Math.LN2, -Math.LN2])
    near([judge.value(2, -1), generator.value(-1), saturating.value(-1)], [0.44019, 1.313262, -0.313262])
    near(0.999 * 0.04 + 0.001 * generator.value(-1), 0.041273)
  })

  property.prop([real(-8, 8), real(-8, 8)])('real and generated may change sides with the sign', (r, f) => {
    near(judge.value(r, f), softplus(-r) + softplus(f), 1e-12)
    near(judge.value(-f, -r), judge.value(r, f), 1e-12)
  })

  property.prop([real(-8, 8)])('slopes of the two generators', (f) => {
    near(generator.gradient(f).gradients.fake, sigmoid(f) - 1, 1e-12)
    near(saturating.gradient(f).gradients.fake, -sigmoid(f), 1e-12)
    const gap = generator.value(f) - saturating.value(f)
    near(gap, -Math.log(sigmoid(f) * (1 - sigmoid(f))), 1e-9)
    expect(gap).toBeGreaterThanOrEqual(2 * Math.LN2 - 1e-12)
  })

  property.prop([vector(3), vector(3)])('over a batch the two means are added', (r, f) => {
    near(judge.value(r, f), mean(r.map((x) => softplus(-x))) + mean(f.map(softplus)), 1e-12)
  })
})

test('log-sum-exp of the tests agrees with the library on large numbers', () => {
  near(loss('cross_entropy').value([1e4, 1e4 - 1], 1), logsumexp([1, 0]), 1e-9)
})
