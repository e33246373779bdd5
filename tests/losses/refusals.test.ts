import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { SslError } from '../../src/messages/diagnostic.js'
import { real } from './arbitrary.js'
import { type Configuration, definition, loss } from './harness.js'

/* Settings and arguments that no loss may take. */

const hot = [
  'info_nce',
  'batch_info_nce',
  'nt_xent',
  'nt_logistic',
  'dcl',
  'dclw',
  'nnclr',
  'nonparametric_softmax',
  'wav2vec2',
  'swav',
  'swav_crops',
  'dino',
]

property.prop([fc.constantFrom(...hot), real(-10, 0)])(
  'a temperature that is not above zero',
  (name, temperature) => {
    expect(() => loss(name, { temperature })).toThrow('SSL3104')
  },
)

const negative: readonly (readonly [string, Configuration])[] = [
  ['emphasized_l2', { alpha: -0.1 }],
  ['emphasized_l2', { beta: -1 }],
  ['emphasized_cross_entropy', { alpha: -1 }],
  ['emphasized_cross_entropy', { beta: -0.5 }],
  ['block_reconstruction', { overlap: -1 }],
  ['block_reconstruction', { weight: -10 }],
  ['masked_patches', { eps: -1e-6 }],
  ['masked_l1', { eps: 0 }],
  ['data2vec', { beta: -2 }],
  ['triplet', { margin: -0.4 }],
  ['dclw', { sigma: 0 }],
  ['bank_nce', { size: 0 }],
  ['bank_nce', { size: 10, temperature: 0 }],
  ['proximal', { weight: -30 }],
  ['swav', { epsilon: 0 }],
  ['dino', { teacher_temperature: 0 }],
  ['barlow_twins', { lambda: -0.005 }],
  ['vicreg', { invariance: -25 }],
  ['vicreg', { variance: -25 }],
  ['vicreg', { covariance: -1 }],
  ['tico', { rho: -8 }],
  ['glove', { x_max: 0 }],
  ['glove', { power: 0 }],
  ['barlow_twins', { eps: -1e-5 }],
  ['cpc_grid', { skip: -1 }],
  ['swav_crops', { epsilon: 0 }],
]

test.each(negative)('%s with %o', (name, configuration) => {
  expect(() => loss(name, configuration)).toThrow('SSL3104')
})

test.each([
  ['losses.rebalance', { mix: 1.5 }],
  ['losses.tico_moment', { beta: -0.1 }],
  ['losses.blend', { momentum: 2 }],
  ['losses.sinkhorn', { iterations: 0 }],
  ['losses.soft_encode', { neighbours: 0 }],
  ['losses.annealed_mean', { temperature: 0 }],
  ['losses.block_average', { count: 0 }],
  ['losses.knn_scores', { classes: 0 }],
  ['losses.knn_scores', { classes: 3, temperature: 0 }],
  ['losses.lightness_bin', { width: 0 }],
  ['losses.sinkhorn', { epsilon: 0 }],
  ['losses.smooth_l1', { beta: -1 }],
  ['losses.soft_encode', { sigma: 0 }],
  ['losses.standardize_columns', { eps: -1e-5 }],
  ['losses.variance_hinge', { gamma: 0 }],
  ['losses.variance_hinge', { eps: 0 }],
])('%s with %o', (path, configuration) => {
  expect(() => definition(path, configuration)).toThrow('SSL3104')
})

test('an unknown setting is told with the nearest known one', () => {
  expect(() => loss('nt_xent', { temprature: 0.5 })).toThrow('did you mean temperature?')
  expect(() => loss('bank_nce')).toThrow('SSL3115')
})

test('values that are no numbers', () => {
  expect(() => loss('nt_xent', { temperature: 'cold' })).toThrow('SSL3105')
  expect(() => loss('nt_xent', { temperature: Number.NaN })).toThrow(SslError)
  expect(() => loss('bank_nce', { size: 1.5 })).toThrow(SslError)
})

test('axes that do not fit', () => {
  expect(() => loss('nt_xent').value([[1, 0]], [[1, 0, 0]])).toThrow('SSL3101')
  expect(() =>
    loss('nt_xent').value(
      [[1, 0]],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ).toThrow('SSL3101')
  expect(() => loss('nt_xent').value([1, 0], [1, 0])).toThrow('SSL3101')
  expect(() =>
    loss('cross_entropy').value(
      [
        [1, 0],
        [0, 1],
      ],
      [0, 1, 0],
    ),
  ).toThrow(SslError)
  expect(() => loss('emphasized_l2').value([1, 0], [1, 0], [true])).toThrow('SSL3101')
  expect(() =>
    loss('vicreg').value(
      [
        [1, 0],
        [1, 1],
      ],
      [[1], [0]],
    ),
  ).toThrow('SSL3101')
})

test('a number of arguments that does not fit', () => {
  expect(() => loss('nt_xent').value([[1, 0]])).toThrow('SSL3103')
})

test('labels that are no whole numbers', () => {
  expect(() => loss('cross_entropy').value([1, 0], 0.5)).toThrow('SSL3102')
})
