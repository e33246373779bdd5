/*
 * Which test is about which listed property of the definition of the losses, by section: `P3` is the third property
 * of its section, and its worked values are in worked.ts. A test is named by a part of its title. What is no test of
 * a loss says where it is looked at, or that it is not.
 */

/** A part of the title of a test in this folder. */
type Title = string

/** In a file that has to be told: one of another folder, or one of several with the title. */
export interface Elsewhere {
  readonly file: string
  readonly title: Title
}

/** Not tested: what would have to be there. */
export interface Open {
  readonly open: string
}

export interface Section {
  readonly title: string
  readonly properties: readonly (Title | readonly Title[] | Elsewhere | Open)[]
  /** Worked values that are no values of definitions of the library: E4, … */
  readonly examples?: Readonly<Record<string, Title | Elsewhere | Open>>
}

const gradients = 'its gradients agree with central differences'
const targets = 'its targets receive exactly no gradient'
const size = 'numbers of any size up to ten thousand give finite values and gradients'

const here = (name: string, title: string): Elsewhere => ({ file: `tests/losses/${name}.test.ts`, title })
const value = (id: string): Elsewhere => ({ file: 'tests/losses/worked.ts', title: id })

const program = (what: string): Open => ({
  open: `${what}: a property of programs, and of their tests`,
})
const data = (what: string): Open => ({ open: `${what}: a property of sources of data` })
const optimiser = (title: string): Elsewhere => ({ file: 'src/program/optimizer/optimizer.test.ts', title })
const evaluated = (title: string): Elsewhere => ({ file: 'src/runtime/evaluate/evaluate.test.ts', title })
const scheduled = (title: string): Elsewhere => ({ file: 'src/program/schedule/value.test.ts', title })
const stepped = (title: string): Elsewhere => ({ file: 'src/program/step/steps.test.ts', title })

export const sections: Readonly<Record<string, Section>> = {
  U: {
    title: 'Universal properties',
    properties: [
      size,
      'it does not see the order of the examples',
      'a batch given twice',
      gradients,
      targets,
      ['in float32, on', 'the emitted module computes the same bits'],
    ],
  },
  1: {
    title: 'Emphasised squared error',
    properties: [
      'even emphasis is the plain sum of squares',
      'the complement of the mask exchanges the weights',
      'degree one in the weights, two in the data',
      'its gradient is twice the weighted error',
      'full emphasis leaves the rest free',
      'blocks of components add up',
      'over all masks it is the expected weight times the squares',
      'the target is the clean input',
    ],
  },
  2: {
    title: 'Emphasised cross-entropy',
    properties: [
      'the floor is the entropy of the target',
      'its gradient is the weighted difference of probabilities',
      'black and white may be exchanged',
      'an undecided reconstruction costs ln 2',
      'the floor is the entropy of the target',
      'linear in the target, convex in the logits',
      'any logit is finite',
      'black and white may be exchanged',
    ],
  },
  3: {
    title: 'Masked reconstruction',
    properties: [
      'what is not dropped counts for nothing',
      'what is not dropped counts for nothing',
      program('the network does not see dropped pixels'),
      ['everything dropped is the squared error', 'the three reductions differ by counts'],
      'the three reductions differ by counts',
      ['the ring counts `weight` times', 'a block with a visible ring: the weighted mean'],
      'everything dropped is the squared error; scale is squared',
      'disjoint masks add up',
    ],
  },
  4: {
    title: 'Adversarial terms',
    properties: [
      value('4.E1'),
      'weighs the densities: ln 4 - 2 JS',
      ['slopes of the two generators', 'a saturating generator stops where the other does not'],
      'slopes of the two generators',
      stepped('what a stage does not own stays bit for bit'),
      program('the joint objective is linear in its two weights'),
      'real and generated may change sides with the sign',
    ],
    examples: { E3: here('classification', 'worked values') },
  },
  5: {
    title: 'Colours as classes',
    properties: [
      ['soft encoding: a distribution over the nearest centres', 'soft encoding over the 313 centres'],
      'rebalancing: mean 1, the rarer never lighter',
      'rebalancing: mean 1, the rarer never lighter',
      'rebalanced cross-entropy: weighed by the most likely bin; the gradient sums to zero',
      'at least the entropy of its target, which it reaches',
      ['annealed mean: blind to a constant, inside the hull', 'the colder, the sharper'],
      'annealed mean: blind to a constant, inside the hull',
      'rebalanced cross-entropy: weighed by the most likely bin',
      'of equally distant centres the first ones count',
    ],
  },
  6: {
    title: 'Colour regression',
    properties: [
      'its gradient is the error, without a factor 2',
      'regression is least at the mean, by the spread about it',
      'moves of the colour plane change nothing',
      'moves of the colour plane change nothing',
      'regression is least at the mean, by the spread about it',
      'moves of the colour plane change nothing',
    ],
  },
  7: {
    title: 'Split-brain',
    properties: [
      stepped('what a stage does not own stays bit for bit'),
      program('each half is a function of its own channels'),
      program('the representation is that of both halves'),
      program('the mixture of three objectives'),
      'split-brain: uniform predictions',
      program('a grey image'),
    ],
    examples: { E3: program('the mixture of three objectives') },
  },
  8: {
    title: 'Pretext classification',
    properties: [
      'a constant added to all logits changes nothing',
      'its gradient is softmax minus one-hot and sums to zero',
      ['uniform logits over', 'perfect separation tends to zero', 'never negative, and bounded'],
      program('exchanged patches have the opposite label'),
      'compose, four are none, no pixel changes',
      program('permuted tiles are restored'),
      'of nine tiles: mean and least distance as published',
      program('accuracy by chance'),
    ],
    examples: { E4: 'three things: worked values' },
  },
  9: {
    title: 'word2vec',
    properties: [
      ['a path: ln 2 a node where nodes are zero', 'the full softmax sums over the events'],
      'the leaves of a tree sum to 1',
      'negative sampling: skipped noise, gradient, scale and rotation',
      [
        'negative sampling: skipped noise, gradient, scale and rotation',
        'the full softmax sums over the events',
        'scale moves freely; the leaves',
      ],
      program('context words receive the whole error'),
      data('the distribution of noise'),
      data('subsampling'),
      data('the window'),
      'analogies: the word most similar to b - a + c',
      'negative sampling is at rest at the shifted mutual information',
    ],
    examples: {
      E4: data('the distribution of noise'),
      E5: data('subsampling'),
      E6: data('the window'),
    },
  },
  10: {
    title: 'InfoNCE',
    properties: [
      'a constant added to all logits changes nothing',
      ['equal scores cost ln N', 'never negative, and bounded'],
      ['its gradient is softmax minus one-hot and sums to zero', 'softmax minus one-hot, per candidate'],
      'another candidate never lowers it',
      'worked values of a fair coin',
      ['classes may be renumbered', 'falls with the right logit, rises with the others'],
      'never negative, and bounded by the spread of the logits',
      'scale moves freely between prediction and frame',
      program('predictions see the past alone'),
    ],
    examples: { E4: 'worked values of a fair coin' },
  },
  11: {
    title: 'Instances in a memory bank',
    properties: [
      'posteriors of being data',
      'uniform: independent of the size of the bank',
      [targets, 'an entry after it was seen is a unit vector'],
      [targets, 'posteriors of being data'],
      'proximal: 2 lambda (1 - cos)',
      'an entry after it was seen is a unit vector',
      program('negatives are drawn with replacement'),
      ['noise-contrastive estimation with much noise', 'the full version is cross-entropy'],
    ],
  },
  12: {
    title: 'MoCo',
    properties: [
      'its gradient: softmax minus one-hot, to the query alone',
      'first in, first out: after a round no first entry is left',
      'numbers that are no unit vectors are refused',
      'the definition, the bounds, and the invariances',
      stepped('a copy starts at its source and follows its new value'),
      program('keys are shuffled for batch normalisation'),
      'is MoCo with the other keys of the batch as the queue',
      program('the symmetric variant'),
    ],
    examples: { E5: stepped('a copy starts at its source and follows its new value') },
  },
  13: {
    title: 'NT-Xent',
    properties: [
      'knows no lengths, no rotation, no order of views or pairs',
      'knows no lengths, no rotation, no order of views or pairs',
      'all equal: ln(2N - 1) at any temperature',
      'NT-Xent of each anchor is its softplus',
      ['stays within its bounds', 'a simplex of aligned views reaches the lower bound'],
      'gradients are orthogonal to embeddings, fall with their length',
      ['hot: ln(2N - 1)', 'softmax minus one-hot, per candidate'],
      'an aligned batch given twice costs between ln 2 and ln 3 more',
      here('nt_xent', 'of zero vectors is finite'),
      'fall with their length, reach both views',
    ],
  },
  14: {
    title: 'SimSiam',
    properties: [
      'range, lengths, rotation',
      ['range, lengths, rotation', 'its gradient is orthogonal to p, and falls with its length'],
      'SimSiam: only predictions receive gradient',
      'SimSiam: half of each direction, symmetric in the views',
      'both directions of BYOL are 4 + 4 SimSiam',
      'range, lengths, rotation',
      'range, lengths, rotation',
    ],
    examples: { E5: here('distillation', 'worked values') },
  },
  15: {
    title: 'BYOL',
    properties: [
      'BYOL is the squared distance of unit vectors, between 0 and 4',
      'both directions of BYOL are 4 + 4 SimSiam',
      'BYOL: no gradient into the target, an orthogonal one into p',
      'BYOL: no gradient into the target, an orthogonal one into p',
      'the decay of BYOL never falls',
      program('without predictor and moving copy a constant map is best'),
    ],
    examples: { E3: 'the decay of BYOL: worked values' },
  },
  16: {
    title: 'SwAV',
    properties: [
      'codes: distributions that ignore what all samples share',
      'codes: balanced after many rounds',
      ['codes: distributions that ignore what all samples share', 'blind to a constant of a sample'],
      'identical samples: stuck at ln K',
      [
        'cold codes are a hard, balanced assignment',
        'codes: distributions that ignore what all samples share',
      ],
      'codes: distributions that ignore what all samples share',
      size,
      'swapped prediction, both directions; codes receive no gradient',
    ],
  },
  17: {
    title: 'Barlow Twins',
    properties: [
      'affine maps of one view, exchanged views, renamed dimensions',
      'affine maps of one view, exchanged views, renamed dimensions',
      'affine maps of one view, exchanged views, renamed dimensions',
      'cross-correlation against the identity',
      'cross-correlation against the identity',
      'identical views: redundancy alone',
      'a constant dimension costs 1 and no more',
      'three examples cannot have three uncorrelated columns',
    ],
  },
  18: {
    title: 'VICReg',
    properties: [
      'a common shift changes nothing',
      'invariance, variance and covariance, each as defined',
      'deviations past 1 are neither paid for nor pulled',
      'deviations past 1 are neither paid for nor pulled',
      'scale: squared for invariance, to the fourth for covariance',
      'VICReg: no covariance of one column, nor of uncorrelated ones',
      value('18.E3'),
      'a collapsed batch has finite gradients; one example is refused',
      'a collapsed batch has finite gradients; one example is refused',
    ],
  },
  19: {
    title: 'DINO',
    properties: [
      ['at least the entropy of its target', 'teacher equal to student: the entropy of the output'],
      'constants and common scales of the teacher are neutral',
      'its gradient, to the student alone',
      'teacher equal to student: the entropy of the output',
      value('19.E1'),
      'a cold teacher gives labels',
      'the mean over pairs of different views',
      'constants and common scales of the teacher are neutral',
    ],
    examples: { E5: program('the update of the centre') },
  },
  20: {
    title: 'MAE',
    properties: [
      'visible patches give neither value nor gradient',
      'normalised targets know no brightness and no contrast',
      'predicting zero costs (P - 1) / P',
      ['all hidden is the element mean', 'nothing hidden costs nothing'],
      program('how many patches are kept'),
      program('shuffled patches are restored'),
      program('patches are put together again'),
      'hidden patches against their normalised targets',
    ],
  },
  21: {
    title: 'SimMIM',
    properties: [
      'the mean absolute error of the masked elements',
      'the mean absolute error of the masked elements',
      'each masked element pulls equally, no other pulls',
      ['the mean absolute error of the masked elements', 'each masked element pulls equally'],
      program('masks are constant on blocks'),
      'absolute errors are least at the median',
    ],
  },
  22: {
    title: 'NNCLR',
    properties: [
      targets,
      'a support with the embeddings themselves: the loss within the batch',
      'bounds, lengths, the order of the support',
      'bounds, lengths, the order of the support',
      program('embeddings enter the support after the look-up'),
      'bounds, lengths, the order of the support',
      'bounds, lengths, the order of the support',
    ],
  },
  23: {
    title: 'Decoupled contrast',
    properties: [
      'NT-Xent of each anchor is its softplus, and lies above',
      'bounds and invariances',
      ['NT-Xent of each anchor is its softplus', gradients],
      ['weights average 1, stay below 2, and receive no gradient', 'equal positives: the weights are 1'],
      'one image has no negatives',
      'bounds and invariances',
    ],
  },
  24: {
    title: 'data2vec',
    properties: [
      'data2vec: bounds, limits, even and convex',
      'data2vec: bounds, limits, even and convex',
      'data2vec: bounds, limits, even and convex',
      'data2vec: bounds, limits, even and convex',
      'data2vec: bounds, limits, even and convex',
      [targets, 'data2vec: unmasked positions count for nothing'],
    ],
  },
  25: {
    title: 'I-JEPA',
    properties: [
      targets,
      program('context and targets do not overlap'),
      'I-JEPA: targets are normalised, blocks may be exchanged',
      'I-JEPA: as released a mean over elements',
      'I-JEPA: targets are normalised, blocks may be exchanged',
      'I-JEPA: targets are normalised, blocks may be exchanged',
    ],
  },
  26: {
    title: 'wav2vec 2.0',
    properties: [
      'lengths do not matter; copies of the target are no distractors',
      value('26.E1'),
      'use of the codebook: bounds, and the batch is averaged first',
      'lengths do not matter; copies of the target are no distractors',
      'use of the codebook: bounds, and the batch is averaged first',
      'use of the codebook: bounds, and the batch is averaged first',
      program('the share of masked steps'),
    ],
  },
  27: {
    title: 'GloVe',
    properties: [
      'GloVe: symmetric, blind to shifted biases and rotation',
      'GloVe: symmetric, blind to shifted biases and rotation',
      ['GloVe: pairs that never occur contribute nothing', 'GloVe: a pair that never occurs has no gradient'],
      'GloVe: pairs that never occur contribute nothing',
      'GloVe: symmetric, blind to shifted biases and rotation, and its gradient',
      'GloVe: symmetric, blind to shifted biases and rotation',
      program('the exported vectors'),
    ],
  },
  28: {
    title: 'fastText',
    properties: [
      { open: 'counting n-grams: the library has no n-grams of words' },
      'fastText: n-grams that are used',
      { open: 'hashing n-grams: the library has no n-grams of words' },
      'fastText: n-grams that are used',
      data('subsampling'),
      'fastText: n-grams that are used',
    ],
    examples: {
      E1: { open: 'the n-grams of a word: the library has none' },
      E2: { open: 'hashes of n-grams: the library has none' },
      E3: { open: 'the n-grams of a word: the library has none' },
    },
  },
  29: {
    title: 'BEiT',
    properties: [
      'masked tokens: the mean over the masked ones, the visible ones have no part',
      'uniform logits over',
      { open: 'tokens are whole numbers: nothing could flow into them' },
      'its gradient is softmax minus one-hot and sums to zero',
      program('block-wise masks'),
      'tokens may be renumbered together with their logits',
    ],
  },
  30: {
    title: 'TiCo',
    properties: [
      'the trace of the moment tells the steps',
      'without memory: mean squared cosine of all ordered pairs',
      ['without memory: mean squared cosine of all ordered pairs', 'TiCo collapsed costs the whole of rho'],
      'without memory: mean squared cosine of all ordered pairs; rotation',
      'TiCo collapsed costs the whole of rho',
      'the trace of the moment tells the steps',
      'without memory: mean squared cosine of all ordered pairs',
    ],
  },
  31: {
    title: 'W-MSE',
    properties: [
      'whitened: mean zero, covariance one',
      'lower-triangular maps of one view are undone',
      'a little of the identity keeps the covariance positive',
      'lower-triangular maps of one view are undone; range',
      gradients,
      'too few examples are refused',
    ],
  },
  32: {
    title: 't-SNE',
    properties: [
      evaluated('affinities have the wanted perplexity and sum to 1'),
      'a divergence, blind to moves of the plane',
      'its gradient is the published one and sums to zero',
      'a divergence, blind to moves of the plane',
      'a divergence, blind to moves of the plane',
      { file: 'src/runtime/evaluate/evaluate.test.ts', title: 'affinities have the wanted perplexity' },
      'its gradient is the published one and sums to zero',
    ],
    examples: { E2: evaluated('affinities have the wanted perplexity and sum to 1') },
  },
  '33 k-NN': {
    title: 'Weighted nearest neighbours',
    properties: [
      evaluated('does not depend on scale'),
      'order does not matter, duplicates add up, a cold rule is the nearest neighbour',
      'order does not matter, duplicates add up',
      program('the point itself is not in the bank'),
      { open: 'more neighbours than examples: see the tests of evaluation' },
      'order does not matter, duplicates add up',
    ],
  },
  '33 probe': {
    title: 'Linear probe',
    properties: [
      evaluated('starts at ln K and separates clouds'),
      stepped('encodes without draws and without touching state'),
      { open: 'convexity: seeds agree' },
      { open: 'affine maps of the features' },
      evaluated('permuting classes permutes the weights'),
      { open: 'more features never raise the optimum' },
    ],
    examples: { E3: evaluated('constant features cannot do better than the entropy of the labels') },
  },
  '33 LARS': {
    title: 'LARS',
    properties: [
      optimiser('LARS: worked values'),
      optimiser('LARS: worked values'),
      optimiser('LARS: zero weights and excluded parameters'),
      optimiser('LARS: zero weights and excluded parameters'),
      optimiser('LARS: worked values'),
      { open: 'the other variant is not offered' },
    ],
    examples: {
      E1: optimiser('LARS: worked values'),
      E2: optimiser('LARS: worked values'),
      E3: optimiser('LARS: worked values'),
    },
  },
  '33 cosine': {
    title: 'Cosine schedule',
    properties: [],
    examples: {
      E1: scheduled('cosine: worked values'),
      E2: scheduled('cosine: worked values'),
      E3: scheduled('cosine: worked values'),
    },
  },
}

/** How many properties and worked values each section lists. */
export const counts: Readonly<Record<string, readonly [properties: number, examples: number]>> = {
  U: [6, 0],
  1: [8, 4],
  2: [8, 4],
  3: [8, 4],
  4: [7, 4],
  5: [9, 5],
  6: [6, 3],
  7: [6, 3],
  8: [8, 4],
  9: [10, 7],
  10: [9, 5],
  11: [8, 5],
  12: [8, 5],
  13: [10, 6],
  14: [7, 5],
  15: [6, 3],
  16: [8, 5],
  17: [8, 5],
  18: [9, 4],
  19: [8, 5],
  20: [8, 4],
  21: [6, 3],
  22: [7, 3],
  23: [6, 4],
  24: [6, 3],
  25: [6, 3],
  26: [7, 5],
  27: [7, 4],
  28: [6, 3],
  29: [6, 3],
  30: [7, 3],
  31: [6, 3],
  32: [7, 3],
  '33 k-NN': [6, 3],
  '33 probe': [6, 3],
  '33 LARS': [6, 3],
  '33 cosine': [0, 3],
}
