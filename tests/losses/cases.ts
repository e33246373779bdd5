import fc from 'fast-check'
import {
  directions,
  flags,
  label,
  list,
  matrix,
  probability,
  real,
  size,
  temperature,
  units,
  vector,
} from './arbitrary.js'
import type { Configuration, Nested } from './harness.js'

/** What a loss is given, at random, and what then holds of it whatever it is given. */
export interface Case {
  readonly name: string
  readonly configuration: fc.Arbitrary<Configuration>
  readonly data: fc.Arbitrary<readonly Nested[]>
  /** Arguments that receive no gradient. */
  readonly targets: readonly string[]
  /** Arguments without examples: a bank, a grid. */
  readonly constants: readonly string[]
  /** Which axis of the other arguments runs over the examples; none for a loss of one whole. */
  readonly axis: number | undefined
  /** What a batch given twice does. */
  readonly twice: 'same' | 'higher' | 'double' | 'other'
  /** Arguments of any size of numbers. */
  readonly free: readonly string[]
  /** A stopped value depends on a trained argument: differences of the value are no gradients. */
  readonly stops: boolean
}

type Options = Partial<Omit<Case, 'name' | 'data'>>

const nothing: fc.Arbitrary<Configuration> = fc.constant({})

const one = (name: string, data: fc.Arbitrary<readonly Nested[]>, options: Options = {}): Case => ({
  name,
  data,
  configuration: nothing,
  targets: [],
  constants: [],
  axis: 0,
  twice: 'same',
  free: [],
  stops: false,
  ...options,
})

const settings = (model: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Configuration> =>
  fc.record(model)

const emphasis = settings({ alpha: real(0, 2), beta: real(0, 2) })
const heat = settings({ temperature })

/** Sizes first, then data of these sizes. */
const sized = (
  sizes: readonly (readonly [number, number])[],
  data: (...sizes: number[]) => readonly fc.Arbitrary<Nested>[],
): fc.Arbitrary<readonly Nested[]> =>
  fc.tuple(...sizes.map(([low, high]) => size(low, high))).chain((all) => fc.tuple(...data(...all)))

const small = [1, 4] as const
const some = [2, 4] as const

const images = (b: number, h: number, w: number, c: number, item = real()) =>
  list(b, list(h, matrix(w, c, item)))
const masks = (b: number, h: number, w: number) => list(b, list(h, flags(w)))

/** Flags of which one at least is raised. */
const raised = (rows: number, columns: number) =>
  fc
    .tuple(list(rows, flags(columns)), fc.nat(rows - 1), fc.nat(columns - 1))
    .map(([all, i, j]) => all.map((row, k) => row.map((flag, l) => flag || (k === i && l === j))))

const dropped = sized([small, some, some, [1, 2]], (b, h, w, c) => [
  images(b, h, w, c),
  images(b, h, w, c),
  masks(b, h, w),
])

const reconstruction: readonly Case[] = [
  one(
    'emphasized_l2',
    sized([small, small], (b, d) => [matrix(b, d), matrix(b, d), list(b, flags(d))]),
    {
      configuration: emphasis,
      targets: ['target'],
      free: ['target', 'z'],
    },
  ),
  one(
    'emphasized_cross_entropy',
    sized([small, small], (b, d) => [matrix(b, d, real(0, 1)), matrix(b, d), list(b, flags(d))]),
    { configuration: emphasis, targets: ['target'], free: ['logits'] },
  ),
  one('masked_sum', dropped, { targets: ['target'], free: ['target', 'y'] }),
  one('masked_mean_all', dropped, { targets: ['target'], free: ['target', 'y'] }),
  one('masked_mean', dropped, { targets: ['target'], free: ['target', 'y'] }),
  one(
    'block_reconstruction',
    sized([small, some, [1, 2]], (b, p, c) => [images(b, p, p, c), images(b, p, p, c)]),
    {
      configuration: settings({ overlap: size(0, 2), weight: real(0, 12) }),
      targets: ['target'],
      free: ['target', 'y'],
    },
  ),
  one(
    'color_regression',
    sized([small, some, some], (b, h, w) => [images(b, h, w, 2), images(b, h, w, 2)]),
    {
      targets: ['target'],
      free: ['target', 'y'],
    },
  ),
  one(
    'masked_patches',
    sized([small, small, [2, 4]], (b, t, p) => [
      list(b, list(t, directions(1, p))).map((x) =>
        x.map((rows) => rows.map((row) => spreadOut(row[0] ?? []))),
      ),
      list(b, matrix(t, p)),
      raised(b, t),
    ]),
    { configuration: settings({ normalize: fc.boolean() }), targets: ['target'], free: ['target', 'y'] },
  ),
  one(
    'masked_l1',
    sized([small, some, some, [1, 2]], (b, h, w, c) => [
      images(b, h, w, c),
      images(b, h, w, c),
      masks(b, h, w),
    ]),
    { targets: ['target'], free: ['target', 'y'], twice: 'other' },
  ),
  one(
    'data2vec',
    sized([small, small, small], (b, t, d) => [list(b, matrix(t, d)), list(b, matrix(t, d)), raised(b, t)]),
    {
      configuration: settings({ beta: fc.oneof(fc.constant(0), real(0.1, 3)) }),
      targets: ['target'],
      free: ['target', 'y'],
    },
  ),
  ...['i_jepa', 'i_jepa_squared'].map((name) =>
    one(
      name,
      sized([small, small, small, some], (b, m, t, d) => [images(b, m, t, d), images(b, m, t, d)]),
      { targets: ['target'], free: ['target', 'y'] },
    ),
  ),
]

/** A patch that is not constant. */
function spreadOut(patch: readonly number[]): number[] {
  return patch.map((x, k) => x + k)
}

const classification: readonly Case[] = [
  one(
    'discriminator_loss',
    sized([small], (b) => [vector(b), vector(b)]),
    { free: ['real', 'fake'] },
  ),
  one(
    'generator_loss',
    sized([small], (b) => [vector(b)]),
    { free: ['fake'] },
  ),
  one(
    'saturating_generator_loss',
    sized([small], (b) => [vector(b)]),
    { free: ['fake'] },
  ),
  one(
    'cross_entropy',
    sized([small, small], (b, k) => [matrix(b, k), list(b, label(k))]),
    { free: ['logits'] },
  ),
  one(
    'soft_cross_entropy',
    sized([small, small], (b, k) => [matrix(b, k), list(b, probability(k))]),
    {
      targets: ['target'],
      free: ['logits'],
    },
  ),
  one(
    'pixel_cross_entropy',
    sized([small, some, some, small], (b, h, w, k) => [
      images(b, h, w, k),
      list(b, list(h, list(w, label(k)))),
    ]),
    { free: ['logits'] },
  ),
  one(
    'masked_tokens',
    sized([small, small, small], (b, t, k) => [
      list(b, matrix(t, k)),
      list(b, list(t, label(k))),
      raised(b, t),
    ]),
    { free: ['logits'] },
  ),
  one(
    'rebalanced_cross_entropy',
    sized([small, some, some, small], (b, h, w, q) => [
      images(b, h, w, q),
      list(b, list(h, list(w, probability(q)))),
      vector(q, real(0.1, 3)),
    ]),
    { targets: ['target', 'weight'], constants: ['weight'], free: ['logits'] },
  ),
]

const words: readonly Case[] = [
  one(
    'full_softmax',
    sized([small, small, some], (b, d, v) => [matrix(b, d), list(b, label(v)), matrix(v, d)]),
    {
      constants: ['U'],
      twice: 'double',
      free: ['h', 'U'],
    },
  ),
  one(
    'hierarchical_softmax',
    sized([small, small, small], (b, l, d) => [
      matrix(b, d),
      list(b, matrix(l, d)),
      list(b, flags(l)),
      list(b, flags(l)),
    ]),
    { twice: 'double', free: ['h', 'node'] },
  ),
  one(
    'negative_sampling',
    sized([small, small, small], (b, k, d) => [
      matrix(b, d),
      matrix(b, d),
      list(b, matrix(k, d)),
      list(b, flags(k)),
    ]),
    { twice: 'double', free: ['h', 'word', 'noise'] },
  ),
  one(
    'glove',
    sized([small, small], (b, d) => [
      matrix(b, d),
      matrix(b, d),
      vector(b),
      vector(b),
      vector(b, real(0.5, 200)),
    ]),
    {
      configuration: settings({ x_max: real(10, 150), power: real(0.3, 1) }),
      twice: 'double',
      free: ['w', 'v', 'b', 'c'],
    },
  ),
]

const pairs = sized([some, some], (b, d) => [directions(b, d), directions(b, d)])

const contrast: readonly Case[] = [
  one(
    'info_nce',
    sized([small, some, small], (b, d, k) => [units(b, d), units(b, d), units(k, d)]),
    {
      configuration: heat,
      targets: ['key', 'negatives'],
      constants: ['negatives'],
    },
  ),
  one(
    'batch_info_nce',
    sized([small, some], (b, d) => [units(b, d), units(b, d)]),
    {
      configuration: heat,
      twice: 'higher',
    },
  ),
  one(
    'nt_xent',
    sized([small, some], (b, d) => [directions(b, d), directions(b, d)]),
    {
      configuration: heat,
      twice: 'higher',
      free: ['u', 'v'],
    },
  ),
  one(
    'nt_logistic',
    sized([small, some], (b, d) => [units(b, d), units(b, d), units(b, d)]),
    {
      configuration: heat,
    },
  ),
  one(
    'triplet',
    sized([small, some], (b, d) => [units(b, d), units(b, d), units(b, d)]),
    {
      configuration: settings({ margin: real(0, 1) }),
    },
  ),
  one('dcl', pairs, { configuration: heat, twice: 'higher', free: ['u', 'v'] }),
  one('dclw', pairs, {
    configuration: settings({ temperature, sigma: real(0.2, 2) }),
    twice: 'higher',
    free: ['u', 'v'],
    stops: true,
  }),
  one(
    'nnclr',
    sized([small, some, small], (b, d, k) => [directions(b, d), directions(b, d), units(k, d)]),
    {
      configuration: heat,
      targets: ['z', 'support'],
      constants: ['support'],
      twice: 'higher',
      free: ['z', 'p'],
    },
  ),
  ...['cpc', 'cpc_same_time'].map((name) =>
    one(
      name,
      sized([small, [1, 2], [1, 2], small], (b, k, more, d) => [
        list(b, list(k + more, matrix(k, d))),
        list(b, matrix(k + more, d)),
      ]),
      { twice: 'higher', free: ['p', 'z'] },
    ),
  ),
  one(
    'cpc_grid',
    sized(
      [
        [1, 2],
        [3, 4],
        [1, 2],
        [1, 3],
      ],
      (b, r, c, d) => [list(b, list(r, list(c, matrix(1, d)))), list(b, list(r, matrix(c, d)))],
    ),
    { configuration: settings({ skip: size(0, 1) }), twice: 'higher', free: ['p', 'z'] },
  ),
  one(
    'bank_nce',
    sized([small, some, small], (b, d, m) => [units(b, d), units(b, d), list(b, units(m, d)), real(1, 50)]),
    {
      configuration: settings({ size: size(2, 50), temperature }),
      targets: ['own', 'noise', 'Z'],
      constants: ['Z'],
    },
  ),
  one(
    'nonparametric_softmax',
    sized([small, some, small], (b, d, n) => [units(b, d), list(b, label(n)), units(n, d)]),
    { configuration: heat, targets: ['bank'], constants: ['bank'] },
  ),
  one(
    'proximal',
    sized([small, small], (b, d) => [matrix(b, d), matrix(b, d)]),
    {
      configuration: settings({ weight: real(0, 40) }),
      targets: ['own'],
      free: ['f', 'own'],
    },
  ),
  one(
    'wav2vec2',
    sized([small, some, small], (b, d, k) => [directions(b, d), directions(b, d), list(b, directions(k, d))]),
    { configuration: heat, free: ['c', 'q', 'distractors'] },
  ),
  ...['codebook_diversity', 'codebook_waste'].map((name) =>
    one(
      name,
      sized([small, [1, 2], some], (b, g, v) => [list(b, list(g, probability(v)))]),
    ),
  ),
]

const crops = sized([some, small, some], (v, b, k) => [list(v, matrix(b, k))])

const alone: readonly Case[] = [
  one(
    'negative_cosine',
    sized([small, some], (b, d) => [directions(b, d), directions(b, d)]),
    {
      free: ['p', 'z'],
    },
  ),
  one(
    'simsiam',
    sized([small, some], (b, d) => [directions(b, d), directions(b, d), directions(b, d), directions(b, d)]),
    { targets: ['z1', 'z2'], free: ['p1', 'p2', 'z1', 'z2'] },
  ),
  one(
    'byol',
    sized([small, some], (b, d) => [directions(b, d), directions(b, d)]),
    {
      targets: ['target'],
      free: ['p', 'target'],
    },
  ),
  one(
    'swav',
    sized([small, some], (b, k) => [matrix(b, k), matrix(b, k)]),
    {
      configuration: settings({ temperature, epsilon: real(0.05, 1) }),
      free: ['s1', 's2'],
      stops: true,
    },
  ),
  one('swav_crops', crops, {
    configuration: settings({ temperature, epsilon: real(0.05, 1) }),
    axis: 1,
    free: ['s'],
    stops: true,
  }),
  one(
    'dino',
    sized([[1, 2], [0, 2], small, some], (g, more, b, k) => [
      list(g, matrix(b, k)),
      list(Math.max(2, g + more), matrix(b, k)),
      vector(k),
    ]),
    {
      configuration: settings({ temperature, teacher_temperature: real(0.04, 1) }),
      targets: ['teacher', 'center'],
      constants: ['center'],
      axis: 1,
      free: ['teacher', 'student', 'center'],
    },
  ),
  one(
    'barlow_twins',
    sized([[3, 6], small], (b, d) => [matrix(b, d), matrix(b, d)]),
    {
      configuration: settings({ lambda: real(0, 1), eps: fc.constant(1e-5) }),
      free: ['u', 'v'],
    },
  ),
  one(
    'vicreg',
    sized([[2, 5], small], (b, d) => [matrix(b, d), matrix(b, d)]),
    {
      configuration: settings({ invariance: real(0, 30), variance: real(0, 30), covariance: real(0, 2) }),
      twice: 'other',
      free: ['u', 'v'],
    },
  ),
  one(
    'tico',
    sized([small, some], (b, d) => [units(b, d), units(b, d), matrix(d, d)]),
    {
      configuration: settings({ rho: real(0, 10) }),
      targets: ['target', 'C'],
      constants: ['C'],
      free: ['C'],
    },
  ),
  one(
    'w_mse',
    sized(
      [
        [5, 7],
        [1, 2],
      ],
      (b, d) => [matrix(b, d), matrix(b, d)],
    ),
    { free: ['u', 'v'] },
  ),
]

/** Joint probabilities of a plot: symmetric, nothing on the diagonal. */
export const joint = (n: number): fc.Arbitrary<number[][]> =>
  matrix(n, n, real(0.05, 1)).map((x) => {
    const raw = x.map((row, i) => row.map((one, j) => (i === j ? 0 : one + (x[j]?.[i] ?? 0))))
    const total = raw.flat().reduce((a, b) => a + b)
    return raw.map((row) => row.map((one) => one / total))
  })

const plots: readonly Case[] = [
  one(
    'tsne_cost',
    sized([[2, 5]], (n) => [joint(n), matrix(n, 2)]),
    {
      axis: undefined,
      twice: 'other',
      free: ['y'],
    },
  ),
]

/** Every loss of the library. */
export const cases: readonly Case[] = [
  ...reconstruction,
  ...classification,
  ...words,
  ...contrast,
  ...alone,
  ...plots,
]
