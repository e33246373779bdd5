import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cases } from './cases.js'
import { type Configuration, definition, loss, type Nested } from './harness.js'

/* What a setting is where none is given. */

const defaults: Readonly<Record<string, Configuration>> = {
  emphasized_l2: { alpha: 1, beta: 0.5 },
  emphasized_cross_entropy: { alpha: 1, beta: 0.5 },
  block_reconstruction: { overlap: 4, weight: 10 },
  masked_patches: { normalize: true, eps: 1e-6 },
  masked_l1: { eps: 1e-5 },
  data2vec: { beta: 2 },
  glove: { x_max: 100, power: 0.75 },
  info_nce: { temperature: 0.07 },
  batch_info_nce: { temperature: 0.07 },
  nt_xent: { temperature: 0.5 },
  nt_logistic: { temperature: 0.5 },
  triplet: { margin: 0.4 },
  dcl: { temperature: 0.1 },
  dclw: { temperature: 0.1, sigma: 0.5 },
  nnclr: { temperature: 0.1 },
  cpc_grid: { skip: 1 },
  nonparametric_softmax: { temperature: 0.07 },
  proximal: { weight: 30 },
  wav2vec2: { temperature: 0.1 },
  swav: { temperature: 0.1, epsilon: 0.05 },
  swav_crops: { temperature: 0.1, epsilon: 0.05 },
  dino: { temperature: 0.1, teacher_temperature: 0.04 },
  barlow_twins: { lambda: 0.0051, eps: 1e-5 },
  vicreg: { invariance: 25, variance: 25, covariance: 1 },
  tico: { rho: 8 },
}

test.each(Object.entries(defaults))('%s without settings', (name, published) => {
  const [bare, given] = [loss(name), loss(name, published)]
  const one = cases.find((each) => each.name === name)
  for (const args of fc.sample(one?.data ?? fc.constant([]), 5))
    expect(bare.value(...args)).toBe(given.value(...args))
})

test('bank_nce without a temperature', () => {
  const args = [[1, 0], [0.6, 0.8], [[0, 1]], 3] as const
  expect(loss('bank_nce', { size: 9 }).value(...args)).toBe(
    loss('bank_nce', { size: 9, temperature: 0.07 }).value(...args),
  )
})

const parts: readonly (readonly [string, Configuration, Configuration, readonly Nested[]])[] = [
  ['smooth_l1', {}, { beta: 1 }, [0.7]],
  [
    'soft_encode',
    {},
    { neighbours: 5, sigma: 5 },
    [
      [3, 1],
      [
        [0, 0],
        [10, 0],
        [0, 10],
        [10, 10],
        [20, 0],
        [0, 20],
        [20, 20],
      ],
    ],
  ],
  ['lightness_bin', {}, { width: 2 }, [53.24]],
  ['rebalance', {}, { mix: 0.5 }, [[0.7, 0.3]]],
  [
    'annealed_mean',
    {},
    { temperature: 0.38 },
    [
      [1, 0],
      [
        [0, 0],
        [10, 0],
      ],
    ],
  ],
  [
    'blend',
    {},
    { momentum: 0.5 },
    [
      [1, 0],
      [0.6, 0.8],
    ],
  ],
  [
    'sinkhorn',
    {},
    { epsilon: 0.05, iterations: 3 },
    [
      [
        [0.3, 0.1],
        [0.2, 0.15],
        [0, 0.1],
      ],
    ],
  ],
  ['standardize_columns', {}, { eps: 1e-5 }, [[[0.1], [0.2]]]],
  ['variance_hinge', {}, { gamma: 1, eps: 1e-4 }, [[[0.1], [0.2]]]],
  ['tico_moment', {}, { beta: 0.9 }, [[[0.5]], [[1], [1]]]],
  [
    'knn_scores',
    { classes: 2 },
    { classes: 2, temperature: 0.07 },
    [
      [0.9, 0.8],
      [0, 1],
    ],
  ],
]

test.each(parts)('%s without settings', (name, bare, given, args) => {
  expect(definition(`losses.${name}`, bare).result(...args)).toEqual(
    definition(`losses.${name}`, given).result(...args),
  )
})
