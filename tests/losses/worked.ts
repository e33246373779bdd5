import type { Configuration, Nested } from './harness.js'
import { copies, turn } from './numbers.js'

/** The worked values of the definition of the losses, by its sections and examples. */
export interface Worked {
  /** `13.E1`: section and example. */
  readonly id: string
  /** `losses.nt_xent`. */
  readonly path: string
  readonly settings: Configuration
  readonly data: readonly Nested[]
  readonly expected: Nested
  /** How far float32 may be off where 1e-4 is too little to ask. */
  readonly single?: number
}

const path = (name: string) => (name.includes('.') ? name : `losses.${name}`)

const at = (
  id: string,
  name: string,
  settings: Configuration,
  data: readonly Nested[],
  expected: Nested,
): Worked => ({ id, path: path(name), settings, data, expected })

const all = (shape: readonly number[], value: number | boolean): Nested => {
  const [first, ...rest] = shape
  return first === undefined ? value : Array.from({ length: first }, () => all(rest, value))
}
const zeros = (k: number): number[] => copies([0], k).flat()
const logit = (z: number): number => Math.log(z / (1 - z))
const logs = (...p: readonly number[]): number[] => p.map(Math.log)
const cells = (rows: readonly (readonly number[])[]): Nested => rows.map((row) => row.map((x) => [x]))
const yes = true
const no = false

const axes = [
  [1, 0],
  [0, 1],
]
const ones = copies([1, 1], 2)
const views = [
  [0.6, 0.8],
  [0.8, 0.6],
]
const antipodes = [
  [1, 0],
  [-1, 0],
]
const cross = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
]
const grid = [-20, -10, 0, 10, 20].flatMap((a) => [-20, -10, 0, 10, 20].map((b) => [a, b]))
/** The numbers of a list at some places of the grid above, nothing elsewhere. */
const onGrid = (shares: readonly (readonly [number, number, number])[]): number[] =>
  grid.map(([a, b]) => shares.find(([p, q]) => p === a && q === b)?.[2] ?? 0)

const denoising = (): Worked[] => {
  const [x, z, J] = [
    [1, 0, 1, 0],
    [0.5, 0.5, 1, 0.25],
    [yes, yes, no, no],
  ]
  const even = { alpha: 1, beta: 0.5 }
  return [
    at('1.E1', 'emphasized_l2', even, [x, z, J], 0.53125),
    at('1.E2', 'emphasized_l2', { alpha: 1, beta: 1 }, [x, z, J], 0.5625),
    at('1.E3', 'emphasized_l2', { alpha: 1, beta: 0 }, [x, z, J], 0.5),
    at('1.E4', 'emphasized_l2', even, [x, z, [no, no, no, no]], 0.28125),
    at(
      '2.E1',
      'emphasized_cross_entropy',
      even,
      [
        [1, 0],
        [logit(0.8), logit(0.4)],
        [yes, no],
      ],
      0.478556,
    ),
    at('2.E2', 'emphasized_cross_entropy', even, [[1, 0, 0.3, 1], zeros(4), [yes, no, no, no]], 1.732868),
    at('2.E3', 'emphasized_cross_entropy', even, [[0.3], [logit(0.3)], [yes]], 0.610864),
    at('2.E4', 'emphasized_cross_entropy', even, [[1], [2], [yes]], 0.126928),
    at('2.E4', 'emphasized_cross_entropy', even, [[1], [-1000], [yes]], 1000),
  ]
}

const inpainting = (): Worked[] => {
  const missing = [
    cells([
      [1, 2],
      [3, 4],
    ]),
    all([2, 2, 1], 1),
    [
      [no, yes],
      [yes, no],
    ],
  ]
  const block = (overlap: number, size: number, gap: number, expected: number, id: string) =>
    at(
      id,
      'block_reconstruction',
      { overlap, weight: 10 },
      [all([size, size, 1], 0), all([size, size, 1], gap)],
      expected,
    )
  return [
    at('3.E1', 'masked_sum', {}, missing, 5),
    at('3.E1', 'masked_mean', {}, missing, 2.5),
    at('3.E1', 'masked_mean_all', {}, missing, 1.25),
    block(1, 4, 1, 7.75, '3.E2'),
    block(7, 64, 0.1, 0.045068, '3.E3'),
    // The settings of the released code are those of the library.
    at('3.E4', 'block_reconstruction', {}, [all([64, 64, 1], 0), all([64, 64, 1], 0.1)], 0.031094),
    at('6.E1', 'color_regression', {}, [[[[10, -5]]], [[[7, -1]]]], 12.5),
    at('6.E2', 'color_regression', {}, [[[[40, 0]], [[-40, 0]]], all([2, 1, 2], 0)], 2 * 800),
    at(
      '6.E2',
      'color_regression',
      {},
      [
        [[[40, 0]], [[-40, 0]]],
        [[[40, 0]], [[40, 0]]],
      ],
      2 * 1600,
    ),
    at('6.E3', 'color_regression', {}, [all([1, 2, 2], 1), all([1, 2, 2], 0)], 2),
  ]
}

const classification = (): Worked[] => {
  const near = 0.087804
  const [pair, corner] = [0.393493, 0.053253]
  const decoded = (temperature: number, a: number) =>
    at(
      '5.E5',
      'annealed_mean',
      { temperature },
      [
        logs(0.6, 0.4),
        [
          [0, 0],
          [10, 0],
        ],
      ],
      [a, 0],
    )
  return [
    at('4.E1', 'discriminator_loss', {}, [0, 0], 1.386294),
    at('4.E2', 'discriminator_loss', {}, [2, -1], 0.44019),
    at('4.E2', 'generator_loss', {}, [-1], 1.313262),
    at('4.E2', 'saturating_generator_loss', {}, [-1], -0.313262),
    at('4.E4', 'discriminator_loss', {}, [40, -40], 0),
    at(
      '5.E1',
      'soft_encode',
      { neighbours: 5 },
      [[0, 0], grid],
      onGrid([
        [0, 0, 0.648786],
        [10, 0, near],
        [-10, 0, near],
        [0, 10, near],
        [0, -10, near],
      ]),
    ),
    at(
      '5.E2',
      'soft_encode',
      { neighbours: 2 },
      [[5, 0], grid],
      onGrid([
        [0, 0, 0.5],
        [10, 0, 0.5],
      ]),
    ),
    at(
      '5.E2',
      'soft_encode',
      { neighbours: 6 },
      [[5, 0], grid],
      onGrid([
        [0, 0, pair],
        [10, 0, pair],
        [0, 10, corner],
        [0, -10, corner],
        [10, 10, corner],
        [10, -10, corner],
      ]),
    ),
    at('5.E3', 'rebalance', { mix: 0.5 }, [[0.7, 0.2, 0.1]], [0.75417, 1.461204, 1.798405]),
    at('5.E3', 'rebalance', { mix: 0 }, [[0.7, 0.2, 0.1]], [0.47619, 1.666667, 3.333333]),
    at('5.E3', 'rebalance', { mix: 1 }, [[0.7, 0.2, 0.1]], [1, 1, 1]),
    at('5.E4', 'rebalanced_cross_entropy', {}, [[[logs(0.9, 0.1)]], [[[0.5, 0.5]]], [2, 2]], 2.407946),
    decoded(1, 4),
    decoded(0.38, 2.559715),
    decoded(1e-3, 0),
    at('7.E1', 'pixel_cross_entropy', {}, [[[zeros(313)]], [[17]]], 5.746203),
    at('7.E1', 'pixel_cross_entropy', {}, [[[zeros(50)]], [[26]]], 3.912023),
    at('7.E2', 'lightness_bin', { width: 2 }, [[53.24, 0, 100]], [26, 0, 49]),
    ...([8, 4, 100, 1000] as const).map((k) =>
      at('8.E1', 'cross_entropy', {}, [zeros(k), k - 1], Math.log(k)),
    ),
    at('8.E2', 'cross_entropy', {}, [[2, 0, 0, 0], 0], 0.340753),
    at('8.E2', 'cross_entropy', {}, [[2, 0, 0, 0], 1], 2.340753),
    at(
      '8.E3',
      'augment.quarter_turn',
      {},
      [
        cells([
          [1, 2],
          [3, 4],
        ]),
      ],
      cells([
        [2, 4],
        [1, 3],
      ]),
    ),
    at('29.E1', 'masked_tokens', {}, [[[zeros(8192)]], [[5]], [[yes]]], 9.010913),
    at('29.E2', 'masked_tokens', {}, [[[[1, 0, 0, 0]]], [[0]], [[yes]]], 0.743668),
    at(
      '29.E3',
      'masked_tokens',
      {},
      [[[logs(0.5, 0.5), logs(0.25, 0.75), logs(0.9, 0.1)]], [[0, 0, 1]], [[yes, yes, no]]],
      1.039721,
    ),
    at('33 probe.E1', 'cross_entropy', {}, [zeros(1000), 3], 6.907755),
    at('33 probe.E2', 'cross_entropy', {}, [zeros(10), 3], Math.LN10),
  ]
}

const words = (): Worked[] => {
  const nodes = [
    [1, 0],
    [-0.5, 0],
    [0, 0],
  ]
  const path = (bits: boolean[], used: boolean[], expected: number) =>
    at('9.E3', 'hierarchical_softmax', {}, [[[1, 0]], [nodes], [bits], [used]], expected)
  const glove = (id: string, count: number, expected: number) =>
    at(id, 'glove', { x_max: 100, power: 0.75 }, [[[1, 0]], [[2, 0]], [0.5], [-0.5], [count]], expected)
  return [
    at('9.E1', 'negative_sampling', {}, [[[1, 0]], [[0, 0]], all([1, 5, 2], 0), all([1, 5], yes)], 4.158883),
    at(
      '9.E2',
      'negative_sampling',
      {},
      [
        [[1, 0]],
        [[2, 0]],
        [
          [
            [1, 1],
            [-1, 0],
          ],
        ],
        [[yes, yes]],
      ],
      1.753451,
    ),
    path([yes, yes, yes], [yes, no, no], 1.313262),
    path([no, yes, yes], [yes, yes, no], 0.787339),
    path([no, no, yes], [yes, yes, yes], -Math.log(0.138002)),
    path([no, no, no], [yes, yes, yes], -Math.log(0.138002)),
    at(
      '9.E7',
      'analogy',
      {},
      [
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
      ],
      3,
    ),
    glove('27.E1', 10, 0.016282),
    glove('27.E2', 1, 0.126491),
    glove('27.E3', Math.E ** 2, 0),
    glove('27.E4', 200, 10.878897),
  ]
}

const contrast = (): Worked[] => {
  const four = (p: number) => copies(turn(0.25 * Math.log(p)), 4)
  const bank = { size: 10, temperature: 0.25 }
  const keys = (count: number) => copies([0, 1], count)
  const lifted = Math.log(Math.exp(1) + Math.exp(0))
  return [
    at('10.E1', 'batch_info_nce', { temperature: 1 }, [copies([1, 0], 4), keys(4)], 1.386294),
    at('10.E2', 'cross_entropy', {}, [[3, 0, 0, 0], 0], 0.139206),
    at('10.E3', 'cross_entropy', {}, [[5, 2], 0], 0.048587),
    at('10.E5', 'batch_info_nce', { temperature: 1 }, [copies([1, 0], 16), keys(16)], 2.772589),
    at('11.E1', 'bank_nce', bank, [[1, 0], turn(0.25 * Math.log(0.4)), four(0.1), 1], 1.585721),
    at('11.E2', 'bank_nce', bank, [[1, 0], turn(0.25 * Math.log(0.1)), four(0.1), 1], 2.502012),
    at(
      '11.E3',
      'bank_nce',
      { size: 50000, temperature: 0.07 },
      [[1, 0], [0, 1], keys(4096), 50000],
      9.317888,
    ),
    at(
      '11.E4',
      'blend',
      { momentum: 0.5 },
      [
        [1, 0],
        [0, 1],
      ],
      [Math.SQRT1_2, Math.SQRT1_2],
    ),
    at(
      '11.E4',
      'proximal',
      { weight: 30 },
      [
        [0, 1],
        [1, 0],
      ],
      60,
    ),
    at(
      '11.E5',
      'nonparametric_softmax',
      { temperature: 0.5 },
      [
        [1, 0],
        0,
        [
          [1, 0],
          [0, 1],
          [-1, 0],
        ],
      ],
      0.142932,
    ),
    at('12.E1', 'info_nce', { temperature: 0.07 }, [[1, 0], [1, 0], keys(4)], 2.4995e-6),
    at('12.E2', 'info_nce', { temperature: 0.07 }, [[1, 0], [0, 1], keys(65536)], 11.09037),
    at('12.E2', 'info_nce', { temperature: 0.07 }, [[1, 0], [0, 1], keys(4096)], 8.31801),
    // ONNX Runtime adds 65,536 shares of 6e-7 to a 1 one after the other: each is rounded to the same side.
    {
      ...at('12.E3', 'info_nce', { temperature: 0.07 }, [[1, 0], [1, 0], keys(65536)], 0.040135),
      single: 3e-4,
    },
    at('12.E3', 'info_nce', { temperature: 0.2 }, [[1, 0], [1, 0], keys(65536)], 6.092617),
    at(
      '12.E4',
      'info_nce',
      { temperature: 0.5 },
      [
        [1, 0],
        [0.6, 0.8],
        [
          [0, 1],
          [-1, 0],
        ],
      ],
      0.294129,
    ),
    at('13.E1', 'nt_xent', { temperature: 0.5 }, [axes, axes], 0.239545),
    at('13.E2', 'nt_xent', { temperature: 0.1 }, [axes, axes], 9.0796e-5),
    at('13.E3', 'nt_xent', { temperature: 0.5 }, [antipodes, antipodes], 0.035976),
    at('13.E4', 'nt_xent', { temperature: 0.5 }, [ones, ones], 1.098612),
    at('13.E4', 'nt_xent', { temperature: 0.5 }, [copies([1, 1], 256), copies([1, 1], 256)], 6.23637),
    at('13.E5', 'nt_xent', { temperature: 0.5 }, [axes, views], 1.270714),
    at('13.E6', 'triplet', { margin: 0.4 }, [[1, 0], turn(0.9), turn(0.7)], 0.2),
    at('13.E6', 'triplet', { margin: 0.4 }, [[1, 0], turn(0.9), turn(0.4)], 0),
    at('22.E1', 'nnclr', { temperature: 0.5 }, [axes, axes, axes], 0.126928),
    at('22.E2', 'nnclr', { temperature: 0.5 }, [axes, axes, copies([1, 0], 2)], 1.126928),
    // 512 in place of 4096, whose similarities fill 16 million places.
    at(
      '22.E3',
      'nnclr',
      { temperature: 0.1 },
      [copies([1, 0], 512), copies([1, 0], 512), [[1, 0]]],
      Math.log(512),
    ),
    at('23.E1', 'dcl', { temperature: 0.5 }, [axes, axes], -1.306853),
    at('23.E2', 'dcl', { temperature: 0.5 }, [ones, ones], Math.LN2),
    at(
      '23.E3',
      'dclw',
      { temperature: 1, sigma: 0.5 },
      [axes, copies([1, 0], 2)],
      // The negatives of the anchors are (0, 1), (0, 0), (0, 1) and (1, 1) away, the positives 1, 0, 1, 0.
      (2 * lifted + Math.LN2 + 1 + Math.LN2 - 2 * 0.238406) / 4,
    ),
    at('23.E4', 'dcl', { temperature: 0.5 }, [axes, views], (0.583901 + 1.265893) / 2),
    at('26.E1', 'wav2vec2', { temperature: 0.1 }, [[1, 0], [0, 1], copies([0, 2], 100)], 4.615121),
    at('26.E2', 'codebook_diversity', {}, [all([1, 1, 320], 1 / 320)], -0.018026),
    at('26.E2', 'codebook_waste', {}, [all([1, 1, 320], 1 / 320)], 0),
    at('26.E3', 'codebook_diversity', {}, [[[[1, ...zeros(319)]]]], 0),
    at('26.E3', 'codebook_waste', {}, [[[[1, ...zeros(319)]]]], 0.996875),
    at('26.E4', 'codebook_diversity', {}, [[[[0.5, 0.5, 0, 0]]]], -0.173287),
    at('26.E4', 'codebook_waste', {}, [[[[0.5, 0.5, 0, 0]]]], 0.5),
    at('26.E5', 'wav2vec2', { temperature: 0.1 }, [[1, 0], [1, 0], keys(100)], 0.00453),
  ]
}

const alone = (): Worked[] => {
  const skewed = [
    [1, 0],
    [0.5, 0],
    [0, 0],
  ]
  const columns = (first: readonly number[]) => first.map((x) => [x, 1 - x])
  const dino = (
    id: string,
    teacher: number[],
    student: number[],
    center: number[],
    t: number,
    expected: number,
  ) =>
    at(
      id,
      'dino',
      { temperature: 0.1, teacher_temperature: t },
      [[[teacher]], [[student], [student]], center],
      expected,
    )
  const barlow = (id: string, u: Nested, v: Nested, expected: number, eps = 0) =>
    at(id, 'barlow_twins', { lambda: 0.0051, eps }, [u, v], expected)
  const code = { invariance: 25, variance: 25, covariance: 1 }
  const vicreg = (id: string, u: Nested, v: Nested, expected: number, settings: Configuration = code) =>
    at(id, 'vicreg', settings, [u, v], expected)
  const diagonal = [
    [1, 1],
    [-1, -1],
  ]
  const corners = [...diagonal, [1, -1], [-1, 1]]
  const [square, rows] = [
    [
      [0, 0],
      [1, 1],
    ],
    [
      [0, 0],
      [2, -2],
    ],
  ]
  return [
    at(
      '14.E1',
      'negative_cosine',
      {},
      [
        [1, 2],
        [1, 2],
      ],
      -1,
    ),
    at(
      '14.E2',
      'negative_cosine',
      {},
      [
        [1, 0],
        [0, 3],
      ],
      0,
    ),
    at(
      '14.E3',
      'negative_cosine',
      {},
      [
        [3, 4],
        [4, 3],
      ],
      -0.96,
    ),
    at(
      '14.E4',
      'simsiam',
      {},
      [
        [1, 0],
        [0, 2],
        [1, 0],
        [1, 1],
      ],
      -0.353553,
    ),
    at(
      '15.E1',
      'byol',
      {},
      [
        [1, 2],
        [2, 4],
      ],
      0,
    ),
    at(
      '15.E1',
      'byol',
      {},
      [
        [1, 0],
        [0, 1],
      ],
      2,
    ),
    at(
      '15.E1',
      'byol',
      {},
      [
        [1, 0],
        [-2, 0],
      ],
      4,
    ),
    at(
      '15.E2',
      'byol',
      {},
      [
        [3, 4],
        [4, 3],
      ],
      0.08,
    ),
    at(
      '16.E1',
      'sinkhorn',
      { epsilon: 0.5 },
      [axes],
      [
        [0.880797, 0.119203],
        [0.119203, 0.880797],
      ],
    ),
    at(
      '16.E1',
      'sinkhorn',
      { epsilon: 0.05 },
      [axes],
      [
        [1, 2.0612e-9],
        [2.0612e-9, 1],
      ],
    ),
    at('16.E2', 'sinkhorn', { epsilon: 0.05 }, [copies([1, 0], 2)], all([2, 2], 0.5)),
    at('16.E3', 'sinkhorn', { epsilon: 0.5 }, [skewed], columns([0.729833, 0.498444, 0.267719])),
    at('16.E3', 'sinkhorn', { epsilon: 0.5, iterations: 60 }, [skewed], columns([0.731059, 0.5, 0.268941])),
    at(
      '16.E4',
      'soft_cross_entropy',
      {},
      [
        [10, 0],
        [0.8807970779778823, 0.11920292202211769],
      ],
      1.192075,
    ),
    at('16.E5', 'cross_entropy', {}, [zeros(3000), 7], 8.006368),
    barlow('17.E1', [[1], [-1]], [[1], [-1]], 0),
    barlow('17.E1', [[1], [-1]], [[-1], [1]], 4),
    barlow('17.E2', diagonal, diagonal, 0.0102),
    barlow('17.E3', corners, corners, 0),
    barlow('17.E4', [[1], [2], [3]], [[1], [3], [2]], 0.25),
    barlow('17.E5', all([3, 4], 2), all([3, 4], 2), 4, 1e-5),
    vicreg('18.E1', [[0], [2]], [[0], [2]], 0),
    vicreg('18.E2', [[1], [1]], [[1], [1]], 24.75),
    vicreg('18.E2', [[1], [1]], [[1], [1]], 49.5, { ...code, variance: 50 }),
    vicreg('18.E3', square, square, 7.820563),
    vicreg('18.E3', square, square, 15.141126, { ...code, invariance: 50, variance: 50 }),
    vicreg(
      '18.E4',
      rows,
      [
        [1, 1],
        [3, -1],
      ],
      1,
      { invariance: 1, variance: 0, covariance: 0 },
    ),
    vicreg(
      '18.E4',
      rows,
      [
        [1, 1],
        [3, -1],
      ],
      2,
      { invariance: 2, variance: 0, covariance: 0 },
    ),
    dino('19.E1', [0, 0], [0, 0], [0, 0], 0.04, Math.LN2),
    dino('19.E1', zeros(65536), zeros(65536), zeros(65536), 0.04, 11.090355),
    dino('19.E2', [1, 0], [1, 0], [0, 0], 0.04, 4.5399e-5),
    dino('19.E3', [1, 0], [1, 0], [1, 0], 0.04, 5.000045),
    dino('19.E4', [0.1, 0], [0, 0.1], [0, 0], 0.05, 1.194059),
    at(
      '30.E1',
      'tico_moment',
      { beta: 0.9 },
      [all([2, 2], 0), axes],
      [
        [0.05, 0],
        [0, 0.05],
      ],
    ),
    at(
      '30.E1',
      'tico',
      { rho: 8 },
      [
        axes,
        axes,
        [
          [0.05, 0],
          [0, 0.05],
        ],
      ],
      0.4,
    ),
    at(
      '30.E2',
      'tico',
      { rho: 8 },
      [
        copies([1, 0], 2),
        copies([1, 0], 2),
        [
          [0.1, 0],
          [0, 0],
        ],
      ],
      0.8,
    ),
    at(
      '30.E3',
      'tico',
      { rho: 8 },
      [
        axes,
        axes,
        [
          [0.5, 0],
          [0, 0.5],
        ],
      ],
      4,
    ),
    at(
      '30.E3',
      'tico',
      { rho: 8 },
      [
        copies([1, 0], 2),
        copies([1, 0], 2),
        [
          [1, 0],
          [0, 0],
        ],
      ],
      8,
    ),
    at('31.E1', 'whiten', {}, [[[1], [3]]], [[-Math.SQRT1_2], [Math.SQRT1_2]]),
    at(
      '31.E1',
      'w_mse',
      {},
      [
        [[1], [3]],
        [[2], [9]],
      ],
      0,
    ),
    at(
      '31.E1',
      'w_mse',
      {},
      [
        [[1], [3]],
        [[9], [2]],
      ],
      4,
    ),
    at('31.E2', 'w_mse', {}, [cross, cross], 0),
    at('31.E2', 'w_mse', {}, [cross, cross.map(([a = 0, b = 0]) => [-b, a])], 2),
    at('31.E2', 'w_mse', {}, [cross, cross.map((row) => row.map((x) => -x))], 4),
    at('31.E3', 'w_mse', {}, [cross, cross.map(([a = 0, b = 0]) => [5 * a, 0.1 * b])], 0),
  ]
}

const patches = (): Worked[] => {
  const raw = { normalize: false }
  const pixels = [
    cells([
      [1, 2],
      [3, 4],
    ]),
  ]
  const smooth = (id: string, beta: number, d: number, expected: number) =>
    at(id, 'data2vec', { beta }, [[[[0]]], [[[d]]], [[yes]]], expected)
  // The definition leaves out the epsilon of the normalisation; with it the target is this far from ±1.
  const one = 1 / Math.sqrt(1 + 1e-6)
  const jepa = (id: string, y: number[], released: number, published: number): Worked[] => [
    at(id, 'i_jepa', {}, [[[[1, 3]]], [[y]]], released),
    at(id, 'i_jepa_squared', {}, [[[[1, 3]]], [[y]]], published),
  ]
  return [
    at('20.E1', 'masked_patches', raw, [[[[0, 2]]], [[[0, 0]]], [[yes]]], 2),
    at('20.E1', 'masked_patches', {}, [[[[0, 2]]], [[[0, 0]]], [[yes]]], 0.5),
    at(
      '20.E2',
      'masked_patches',
      raw,
      [
        [
          [
            [0, 2],
            [5, 7],
          ],
        ],
        all([1, 2, 2], 0),
        [[yes, no]],
      ],
      2,
    ),
    at(
      '20.E3',
      'masked_patches',
      raw,
      [
        [
          [
            [0, 2],
            [1, 3],
          ],
        ],
        all([1, 2, 2], 1),
        [[yes, yes]],
      ],
      1.5,
    ),
    at('20.E4', 'masked_patches', {}, [[[[4, 4]]], [[[1, -1]]], [[yes]]], 1),
    at(
      '21.E1',
      'masked_l1',
      {},
      [
        pixels,
        all([1, 2, 2, 1], 0),
        [
          [
            [yes, no],
            [yes, no],
          ],
        ],
      ],
      4 / 2.00001,
    ),
    at('21.E2', 'masked_l1', {}, [all([1, 1, 1, 3], 0.5), all([1, 1, 1, 3], 0), [[[yes]]]], 0.5 / 1.00001),
    at('21.E3', 'masked_l1', {}, [pixels, all([1, 2, 2, 1], 0), all([1, 2, 2], no)], 0),
    smooth('24.E1', 1, 0.5, 0.125),
    smooth('24.E1', 1, 2, 1.5),
    smooth('24.E2', 2, 1, 0.25),
    smooth('24.E2', 2, 3, 2),
    smooth('24.E3', 2, 2, 1),
    ...jepa('25.E1', [0, 0], one ** 2 / 2, 2 * one ** 2),
    ...jepa('25.E2', [-1, 1], 0, 0),
    ...jepa('25.E3', [1, -1], 0.5 + one, 2 * (1 + one) ** 2),
  ]
}

const scores = (): Worked[] => {
  const p = [
    [0, 0.25, 0.125],
    [0.25, 0, 0.125],
    [0.125, 0.125, 0],
  ]
  const q = [
    [0, 0.3125, 0.0625],
    [0.3125, 0, 0.125],
    [0.0625, 0.125, 0],
  ]
  const knn = (id: string, temperature: number, similarity: number[], expected: number[]) =>
    at(id, 'knn_scores', { classes: 2, temperature }, [similarity, [0, 1, 1]], expected)
  return [
    at(
      '32.E1',
      'tsne_cost',
      {},
      [
        p,
        [
          [0, 0],
          [1, 0],
          [0.5, Math.sqrt(0.75)],
        ],
      ],
      0.058892,
    ),
    at(
      '32.E3',
      'tsne_cost',
      {},
      [
        q,
        [
          [0, 0],
          [1, 0],
          [3, 0],
        ],
      ],
      0,
    ),
    knn('33 k-NN.E1', 0.07, [0.9, 0.8, 0.7], [Math.exp(0.9 / 0.07), Math.exp(0.8 / 0.07) + Math.exp(10)]),
    knn('33 k-NN.E2', 1, [0.9, 0.8, 0.7], [2.459603, 4.239294]),
    knn('33 k-NN.E3', 0.07, [0, 0, 0], [1, 2]),
  ]
}

export const worked: readonly Worked[] = [
  ...denoising(),
  ...inpainting(),
  ...classification(),
  ...words(),
  ...contrast(),
  ...alone(),
  ...patches(),
  ...scores(),
]
