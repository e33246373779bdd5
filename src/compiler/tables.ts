/** Names that are known only in their places, with their arguments in order. */
export interface Known {
  readonly positional: readonly string[]
  readonly named: readonly string[]
}

const known = (positional: string, named = ''): Known => ({
  positional: positional.split(' ').filter(Boolean),
  named: named.split(' ').filter(Boolean),
})

/** What settings are that are no numbers. `labels` is a path or a share. */
export const settingSorts: Readonly<Record<string, readonly string[]>> = {
  path: ['string'],
  labels: ['string', 'number'],
  warmup: ['duration'],
  start: ['duration'],
  over: ['duration'],
  at: ['durations'],
  fractions: ['list'],
  nesterov: ['bool'],
  tune: ['bool'],
}

export const sources: ReadonlyMap<string, Known> = new Map([
  ['folder', known('path', 'labels')],
  ['idx', known('path', 'labels')],
  ['npy', known('path', 'labels')],
  ['csv', known('path', 'labels')],
  ['wav', known('path', 'rate window labels')],
  ['skip_grams', known('path', 'radius min_count subsample')],
  ['word_windows', known('path', 'radius min_count subsample')],
])

export const schedules: ReadonlyMap<string, Known> = new Map([
  ['cosine', known('from', 'to warmup start')],
  ['ramp', known('from to', 'over')],
  ['step_decay', known('from', 'factor at')],
])

export const optimizers: ReadonlyMap<string, Known> = new Map([
  ['sgd', known('', 'lr momentum nesterov weight_decay')],
  ['adam', known('', 'lr beta1 beta2 eps weight_decay')],
  ['adamw', known('', 'lr beta1 beta2 eps weight_decay')],
  ['lars', known('', 'lr momentum weight_decay trust')],
])

export const evaluations: ReadonlyMap<string, Known> = new Map([
  ['linear_probe', known('', 'epochs lr l2 labels')],
  ['knn', known('', 'k temperature')],
  ['label_fractions', known('fractions', 'repeats tune')],
  ['fine_tune', known('', 'labels epochs lr')],
  ['tsne', known('', 'perplexity points labels')],
  ['neighbors', known('', 'count')],
  ['analogies', known('path')],
])

export const distributions: ReadonlyMap<string, Known> = new Map([
  ['uniform', known('range')],
  ['integer', known('range')],
  ['normal', known('mean deviation')],
  ['bernoulli', known('p')],
  ['categorical', known('weights')],
  ['permutation', known('n')],
  ['he_normal', known('')],
  ['xavier_uniform', known('')],
  ['unit_sphere', known('')],
])

export const trainSettings = [
  'epochs',
  'steps',
  'optimizer',
  'clip',
  'seed',
  'precision',
  'log',
  'checkpoint',
] as const

/** Those that no stage has for itself. */
export const runSettings = ['seed', 'precision'] as const

export const evaluateSettings = ['fit', 'test'] as const
export const batchSettings = ['size', 'shuffle'] as const

export const kinds = [
  'f32',
  'int',
  'bool',
  'image',
  'lab',
  'unit',
  'prob',
  'logits',
  'string',
  'range',
  'duration',
] as const

export const stdModules = [
  'augment',
  'color',
  'corrupt',
  'encoders',
  'heads',
  'layers',
  'losses',
  'prelude',
] as const

/** Scalar functions of one argument. */
export const unaryMaps: ReadonlySet<string> = new Set(
  'exp log sqrt abs sin cos tanh sigmoid softplus relu gelu'.split(' '),
)

/** Reductions; all take brackets. */
export const reductions: ReadonlySet<string> = new Set(
  'sum mean max min logsumexp any all argmax argmin'.split(' '),
)

/** The other primitives, with the number of their arguments. */
export const functions: ReadonlyMap<
  string,
  { readonly least: number; readonly most: number; readonly text: readonly string[] }
> = new Map(
  Object.entries({
    maximum: ['a', 'b'],
    minimum: ['a', 'b'],
    where: ['condition', 'a', 'b'],
    int: ['x'],
    image: ['x'],
    lab: ['x'],
    unit: ['x'],
    prob: ['x'],
    stop_gradient: ['x'],
    argsort: ['x'],
    cholesky: ['A'],
    reshape: ['x', 'axes'],
    pad: ['x', 'margins'],
    spread: ['x', 'factors'],
    solve_lower: ['L', 'b'],
    chain: ['models'],
    scan: ['cell'],
  }).map(([name, text]) => [name, { least: text.length, most: text.length, text }]),
)

/** Every name that needs no import, prelude aside. */
export const primitives: readonly string[] = [
  ...unaryMaps,
  ...reductions,
  ...functions.keys(),
  ...schedules.keys(),
  'concat',
  'batch_mean',
  'ema',
  'training',
  'permutation_set',
]
