import { expect, test } from 'vitest'
import type { Nested } from '../../src/program/index.js'
import { flat, library } from './library.js'

/* The worked values of the specification of losses, by its numbers. */

const near = (given: Nested | undefined, expected: Nested, digits = 5): void => {
  const [a, b] = [flat(given), flat(expected)]
  expect(a.length).toBe(b.length)
  for (const [k, value] of a.entries()) expect(value).toBeCloseTo(b[k] ?? Number.NaN, digits)
}

const all = (size: readonly number[], value: number | boolean): Nested => {
  const [first, ...rest] = size
  return first === undefined ? value : Array.from({ length: first }, () => all(rest, value))
}

const sigmoidInverse = (z: number): number => Math.log(z / (1 - z))

test('1 emphasised squared error', () => {
  const [x, z] = [
    [1, 0, 1, 0],
    [0.5, 0.5, 1, 0.25],
  ]
  const J = [true, true, false, false]
  near(library('losses.emphasized_l2', { alpha: 1, beta: 0.5 })(x, z, J), 0.53125)
  near(library('losses.emphasized_l2', { alpha: 1, beta: 1 })(x, z, J), 0.5625)
  near(library('losses.emphasized_l2', { alpha: 1, beta: 0 })(x, z, J), 0.5)
  near(library('losses.emphasized_l2', {})(x, z, all([4], false)), 0.28125)
  const { z: slope, target } = library('losses.emphasized_l2', {}).gradient(x, z, J)
  near(slope, [-1, 1, 0, 0.25])
  near(target, [0, 0, 0, 0])
})

test('2 emphasised cross-entropy', () => {
  const loss = library('losses.emphasized_cross_entropy', {})
  near(loss([1, 0], [sigmoidInverse(0.8), sigmoidInverse(0.4)], [true, false]), 0.478556)
  near(loss([1, 0, 1, 0], [0, 0, 0, 0], [true, false, false, false]), 1.732868)
  near(loss([0.3], [sigmoidInverse(0.3)], [true]), 0.610864)
  near(loss([1], [2], [true]), 0.126928)
  near(loss([1], [-1000], [true]), 1000)
  const { logits } = loss.gradient([1, 0], [0.4, -0.3], [true, false])
  near(logits, [1 / (1 + Math.exp(-0.4)) - 1, 0.5 / (1 + Math.exp(0.3))])
})

test('3 masked reconstruction', () => {
  const [x, y] = [
    [
      [[1], [2]],
      [[3], [4]],
    ],
    all([2, 2, 1], 1),
  ]
  const dropped = [
    [false, true],
    [true, false],
  ]
  near(library('losses.masked_sum')(x, y, dropped), 5)
  near(library('losses.masked_mean')(x, y, dropped), 2.5)
  near(library('losses.masked_mean_all')(x, y, dropped), 1.25)
  near(library('losses.block_reconstruction', { overlap: 1 })(all([4, 4, 1], 0), all([4, 4, 1], 1)), 7.75)
  near(
    library('losses.block_reconstruction', { overlap: 7 })(all([64, 64, 1], 0), all([64, 64, 1], 0.1)),
    0.045068,
  )
  near(library('losses.block_reconstruction', {})(all([64, 64, 1], 0), all([64, 64, 1], 0.1)), 0.031094)
})

test('4 adversarial terms', () => {
  near(library('losses.discriminator_loss')(0, 0), 1.386294)
  near(library('losses.discriminator_loss')(2, -1), 0.44019)
  near(library('losses.generator_loss')(-1), 1.313262)
  near(library('losses.saturating_generator_loss')(-1), -0.313262)
})

test('5 colours', () => {
  const grid = [
    [0, 0],
    [10, 0],
    [-10, 0],
    [0, 10],
    [0, -10],
    [10, 10],
  ]
  const soft = library('losses.soft_encode', {})([0, 0], grid)
  near(soft, [0.648786, 0.087804, 0.087804, 0.087804, 0.087804, 0])
  near(library('losses.rebalance', {})([0.7, 0.2, 0.1]), [0.75417, 1.461204, 1.798405])
  near(library('losses.rebalance', { mix: 1 })([0.7, 0.2, 0.1]), [1, 1, 1])
  const logits = [[[Math.log(0.9), Math.log(0.1)]]]
  near(library('losses.rebalanced_cross_entropy')(logits, [[[0.5, 0.5]]], [2, 2]), 2.407946)
  const two = [Math.log(0.6), Math.log(0.4)]
  near(
    library('losses.annealed_mean', { temperature: 1 })(two, [
      [0, 0],
      [10, 0],
    ]),
    [4, 0],
  )
  near(
    library('losses.annealed_mean', {})(two, [
      [0, 0],
      [10, 0],
    ]),
    [2.559715, 0],
  )
})

test('6 to 8 regression and classification', () => {
  near(library('losses.color_regression')([[[10, -5]]], [[[7, -1]]]), 12.5)
  near(library('losses.lightness_bin', {})([53.24, 0, 100]), [26, 0, 49])
  near(library('losses.cross_entropy')(all([8], 0), 3), 2.079442)
  near(library('losses.cross_entropy')([2, 0, 0, 0], 0), 0.340753)
  near(library('losses.cross_entropy')([2, 0, 0, 0], 1), 2.340753)
  near(
    library('losses.cross_entropy')(
      [
        [2, 0, 0, 0],
        [2, 0, 0, 0],
      ],
      [0, 1],
    ),
    1.340753,
  )
  near(
    library('augment.quarter_turn')([
      [[1], [2]],
      [[3], [4]],
    ]),
    [
      [2, 4],
      [1, 3],
    ].flat(),
  )
})

test('9 word2vec', () => {
  const sampled = library('losses.negative_sampling')
  near(sampled([[1, 0]], [[0, 0]], all([1, 5, 2], 0), all([1, 5], true)), 4.158883)
  const slope = sampled.gradient(
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
  near(slope.value, 1.753451)
  near(slope.h, [0.223711, 0.731059])
  near(
    library('losses.analogy')(
      [
        [1, 0],
        [1, 1],
        [0.8, -0.6],
        [1, 0.2],
        [0, 1],
      ],
      0,
      1,
      2,
    ),
    3,
  )
  near(library('losses.full_softmax')([[1, 2]], [1], all([4, 2], 0)), Math.log(4))
})

test('10 and 11 noise contrast', () => {
  const turned = (c: number): number[] => [c, Math.sqrt(1 - c * c)]
  const entry = (probability: number): number[] => turned(0.25 * Math.log(probability))
  const four = (probability: number): number[][] => Array.from({ length: 4 }, () => entry(probability))
  const nce = library('losses.bank_nce', { size: 10, temperature: 0.25 })
  near(nce([1, 0], entry(0.4), four(0.1), 1), 1.585721)
  near(nce([1, 0], entry(0.1), four(0.1), 1), 2.502012)
  const full = library('losses.nonparametric_softmax', { temperature: 0.5 })
  near(
    full([1, 0], 0, [
      [1, 0],
      [0, 1],
      [-1, 0],
    ]),
    0.142932,
  )
  near(library('losses.blend', {})([1, 0], [0, 1]), [Math.SQRT1_2, Math.SQRT1_2])
  near(library('losses.proximal', {})([0, 1], [1, 0]), 60)
  const batch = library('losses.batch_info_nce', { temperature: 1 })
  near(
    batch(
      [
        [1, 0],
        [1, 0],
      ],
      [
        [1, 0],
        [1, 0],
      ],
    ),
    Math.log(2),
  )
})

test('12 MoCo', () => {
  const loss = library('losses.info_nce', { temperature: 0.5 })
  near(
    loss(
      [1, 0],
      [0.6, 0.8],
      [
        [0, 1],
        [-1, 0],
      ],
    ),
    0.294129,
  )
  const slopes = loss.gradient(
    [1, 0],
    [0.6, 0.8],
    [
      [0, 1],
      [-1, 0],
    ],
  )
  near(slopes.key, [0, 0])
  near(slopes.negatives, [
    [0, 0],
    [0, 0],
  ])
  expect(flat(slopes.q)).not.toEqual([0, 0])
  const sharp = library('losses.info_nce', {})
  near(
    sharp(
      [1, 0],
      [1, 0],
      [
        [0, 1],
        [0, 1],
        [0, -1],
        [0, 1],
      ],
    ),
    2.4995e-6,
    9,
  )
})

test('13 NT-Xent', () => {
  const pairs = [
    [1, 0],
    [0, 1],
  ]
  const loss = library('losses.nt_xent', { temperature: 0.5 })
  near(loss(pairs, pairs), 0.239545)
  near(library('losses.nt_xent', { temperature: 0.1 })(pairs, pairs), 9.0796e-5, 8)
  near(
    loss(
      [
        [1, 0],
        [-1, 0],
      ],
      [
        [1, 0],
        [-1, 0],
      ],
    ),
    0.035976,
  )
  near(loss(all([2, 2], 1), all([2, 2], 1)), 1.098612)
  near(
    loss(pairs, [
      [0.6, 0.8],
      [0.8, 0.6],
    ]),
    1.270714,
  )
  near(library('losses.triplet', {})([1, 0], [0.9, Math.sqrt(0.19)], [0.7, Math.sqrt(0.51)]), 0.2)
  near(library('losses.triplet', {})([1, 0], [0.9, Math.sqrt(0.19)], [0.4, Math.sqrt(0.84)]), 0)
})

test('14 and 15 SimSiam and BYOL', () => {
  near(library('losses.negative_cosine')([3, 4], [4, 3]), -0.96)
  near(library('losses.simsiam')([1, 0], [0, 2], [1, 0], [1, 1]), -0.353553)
  near(library('losses.negative_cosine').gradient([1, 0], [0, 1]).p, [0, -1])
  near(library('losses.byol')([3, 4], [4, 3]), 0.08)
  near(library('losses.byol')([1, 0], [-1, 0]), 4)
  near(library('losses.byol').gradient([3, 4], [4, 3]).target, [0, 0])
})

test('16 SwAV', () => {
  const codes = (epsilon: number) => library('losses.sinkhorn', { epsilon })
  near(
    codes(0.5)([
      [1, 0],
      [0, 1],
    ]),
    [
      [0.880797, 0.119203],
      [0.119203, 0.880797],
    ],
  )
  near(
    codes(0.05)([
      [1, 0],
      [1, 0],
    ]),
    all([2, 2], 0.5),
  )
  const three = codes(0.5)([
    [1, 0],
    [0.5, 0],
    [0, 0],
  ]) as number[][]
  near(
    three.map(([first = 0]) => first),
    [0.729833, 0.498444, 0.267719],
  )
})

test('17 and 18 Barlow Twins and VICReg', () => {
  const barlow = library('losses.barlow_twins', { eps: 0 })
  near(barlow([[1], [-1]], [[1], [-1]]), 0)
  near(barlow([[1], [-1]], [[-1], [1]]), 4)
  near(
    barlow(
      [
        [1, 1],
        [-1, -1],
      ],
      [
        [1, 1],
        [-1, -1],
      ],
    ),
    0.0102,
  )
  near(barlow([[1], [2], [3]], [[1], [3], [2]]), 0.25)
  near(library('losses.barlow_twins', {})(all([3, 4], 2), all([3, 4], 2)), 4)
  const vicreg = library('losses.vicreg', {})
  near(vicreg([[0], [2]], [[0], [2]]), 0)
  near(vicreg([[1], [1]], [[1], [1]]), 24.75)
  near(
    vicreg(
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ),
    7.820563,
  )
})

test('19 DINO', () => {
  const loss = library('losses.dino', {})
  const two = (teacher: number[], student: number[]) => [[[teacher]], [[student], [student]]] as const
  near(loss(...two([1, 0], [1, 0]), [0, 0]), 4.5399e-5, 8)
  near(loss(...two([1, 0], [1, 0]), [1, 0]), 5.000045)
  near(library('losses.dino', { teacher_temperature: 0.05 })(...two([0.1, 0], [0, 0.1]), [0, 0]), 1.194059)
})

test('20 and 21 masked images', () => {
  const raw = library('losses.masked_patches', { normalize: false })
  near(
    raw(
      [
        [
          [0, 2],
          [5, 7],
        ],
      ],
      all([1, 2, 2], 0),
      [[true, false]],
    ),
    2,
  )
  near(library('losses.masked_patches', {})([[[0, 2]]], [[[0, 0]]], [[true]]), 0.5, 4)
  near(library('losses.masked_patches', {})([[[4, 4]]], [[[1, -1]]], [[true]]), 1)
  const pixels = library('losses.masked_l1', {})
  near(
    pixels(
      [
        [
          [[1], [2]],
          [[3], [4]],
        ],
      ],
      all([1, 2, 2, 1], 0),
      [
        [
          [true, false],
          [true, false],
        ],
      ],
    ),
    1.99999,
  )
  near(pixels(all([1, 2, 2, 1], 0), all([1, 2, 2, 1], 1), all([1, 2, 2], false)), 0)
})

test('22 and 23 NNCLR and decoupled contrast', () => {
  const pairs = [
    [1, 0],
    [0, 1],
  ]
  near(library('losses.nnclr', { temperature: 0.5 })(pairs, pairs, pairs), 0.126928)
  near(
    library('losses.nnclr', { temperature: 0.5 })(pairs, pairs, [
      [1, 0],
      [1, 0],
    ]),
    1.126928,
  )
  near(library('losses.dcl', { temperature: 0.5 })(pairs, pairs), -1.306853)
  near(library('losses.dcl', {})(all([2, 2], 1), all([2, 2], 1)), Math.LN2)
  near(
    library('losses.dcl', { temperature: 0.5 })(pairs, [
      [0.6, 0.8],
      [0.8, 0.6],
    ]),
    0.924897,
  )
})

test('24 and 25 predicted features', () => {
  near(library('losses.smooth_l1', {})([0.5, 2]), [0.125, 1.5])
  near(library('losses.smooth_l1', { beta: 2 })([1, 3, 2]), [0.25, 2, 1])
  near(library('losses.i_jepa')([[[1, 3]]], [[[0, 0]]]), 0.5)
  near(library('losses.i_jepa_squared')([[[1, 3]]], [[[0, 0]]]), 2)
  near(library('losses.i_jepa')([[[1, 3]]], [[[1, -1]]]), 1.5)
})

test('26 wav2vec 2.0', () => {
  near(
    library('losses.wav2vec2', {})(
      [1, 0],
      [1, 0],
      Array.from({ length: 100 }, () => [0, 1]),
    ),
    0.00453,
  )
  near(library('losses.codebook_diversity')([[[0.5, 0.5, 0, 0]]]), -0.173287)
  near(library('losses.codebook_waste')([[[0.5, 0.5, 0, 0]]]), 0.5)
})

test('27, 29 to 31', () => {
  const glove = (count: number, dot: number) => library('losses.glove', {})([[dot]], [[1]], [0], [0], [count])
  near(glove(10, 2), 0.016282)
  near(glove(1, 2), 0.126491)
  near(glove(200, 2), 10.878897)
  near(library('losses.masked_tokens')([[[1, 0, 0, 0]]], [[0]], [[true]]), 0.743668)
  const axes = [
    [1, 0],
    [0, 1],
  ]
  const moment = library('losses.tico_moment', {})(all([2, 2], 0), axes)
  near(moment, [
    [0.05, 0],
    [0, 0.05],
  ])
  near(library('losses.tico', {})(axes, axes, moment), 0.4)
  near(library('losses.whiten')([[1], [3]]), [[-Math.SQRT1_2], [Math.SQRT1_2]])
  const cross = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]
  near(library('losses.w_mse')(cross, cross), 0)
  near(
    library('losses.w_mse')(cross, [
      [0, 1],
      [0, -1],
      [-1, 0],
      [1, 0],
    ]),
    2,
  )
  near(
    library('losses.w_mse')(
      cross,
      cross.map(([a = 0, b = 0]) => [5 * a, 0.1 * b]),
    ),
    0,
  )
})

test('32 and 33 plots and scores', () => {
  const p = [
    [0, 0.25, 0.125],
    [0.25, 0, 0.125],
    [0.125, 0.125, 0],
  ]
  near(
    library('losses.tsne_cost')(p, [
      [0, 0],
      [1, 0],
      [0.5, Math.sqrt(0.75)],
    ]),
    0.058892,
  )
  const scores = library('losses.knn_scores', { classes: 2 })([0.9, 0.8, 0.7], [0, 1, 1])
  near(
    [flat(scores)[0] ?? 0, flat(scores)[1] ?? 0].map((value) => value / 1e5),
    [3.835184, 1.13937],
  )
  near(
    library('losses.knn_scores', { classes: 2, temperature: 1 })([0.9, 0.8, 0.7], [0, 1, 1]),
    [2.4596, 4.2393],
    4,
  )
})

test('the library without parameters', () => {
  near(library('prelude.l2_normalize', {})([3, 4]), [0.6, 0.8])
  near(library('prelude.l2_normalize', {})([0, 0]), [0, 0])
  near(library('prelude.softmax')([[0, Math.log(3)]]), [[0.25, 0.75]])
  near(library('prelude.top', { count: 2 })([1, 3, 2, 3]), [1, 3])
  near(library('prelude.enqueue')([[1], [2], [3], [4]], [[5], [6]]), [[3], [4], [5], [6]])
  near(library('prelude.pool')([[[1, 2]], [[3, 4]]]), [2, 3])
})
