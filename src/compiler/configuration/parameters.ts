import type * as ast from '../../grammar/ast.js'

/** The configuration of a definition, optimiser, schedule, source or evaluation, as the language writes it. */
export interface Parameters {
  /** In order; those without a default may be given by position. */
  readonly list: readonly { readonly name: string; readonly default?: string }[]
  /** How many may be given by position. */
  readonly positional: number
  /** False where the arguments of a call without configuration are data. */
  readonly always: boolean
}

/** `from, to = 0`: the ones before the semicolon may stand without their names. */
function builtin(text: string): Parameters {
  const [unnamed = '', named = ''] = text.split(';')
  const items = (part: string) => part.split(',').flatMap((item) => (item.trim() ? [item.trim()] : []))
  const list = [...items(unnamed), ...items(named)].map((item) => {
    const [name = '', value] = item.split(' = ')
    return value === undefined ? { name } : { name, default: value }
  })
  return { list, positional: items(unnamed).length, always: true }
}

const table = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, Parameters> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, builtin(text)]))

/** Language reference, "Data, batch, train, evaluate". */
export const sources = table({
  folder: 'path',
  idx: 'path; labels',
  npy: 'path; labels',
  csv: 'path; labels',
  wav: 'path; rate, window, labels',
  skip_grams: 'path; radius = 5, min_count = 5, subsample = 1e-3',
  word_windows: 'path; radius = 5, min_count = 5, subsample = 1e-3',
})

export const settings = table({
  sgd: '; lr = 0.03, momentum = 0.9, nesterov = false, weight_decay = 0',
  adam: '; lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0',
  adamw: '; lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0',
  lars: '; lr = 0.3, momentum = 0.9, weight_decay = 0, trust = 1e-3',
  cosine: 'from; to = 0, warmup = 0 steps, start = 0 steps',
  ramp: 'from, to; over',
  step_decay: 'from; factor = 0.1, at',
})

export const evaluations = table({
  linear_probe: '; epochs = 300, lr = 0.05, l2 = 1e-3, labels',
  knn: '; k = 200, temperature = 0.07',
  label_fractions: 'fractions; repeats = 5, tune = false',
  fine_tune: '; labels = 100%, epochs = 50, lr = 1e-3',
  tsne: '; perplexity = 30, points = 2000, labels',
  neighbors: '; count = 8',
  analogies: 'path',
})

/** Models and schedules that stand in any expression. `model` of `ema` is no setting. */
export const everywhere: ReadonlyMap<string, Parameters> = new Map([
  ['ema', builtin('model; decay')],
  ...['cosine', 'ramp', 'step_decay'].flatMap((name): [string, Parameters][] => {
    const known = settings.get(name)
    return known ? [[name, known]] : []
  }),
])

/** The settings of a train block with their defaults. `steps` has none. */
export const trainDefaults: Readonly<Record<string, string | undefined>> = {
  epochs: '100',
  steps: undefined,
  optimizer: 'adam()',
  clip: '0',
  seed: '0',
  precision: 'f32',
  log: '10 steps',
  checkpoint: '1 epoch',
}

/** Those of a definition; `text` is the file that it stands in. */
export function parametersOf(definition: ast.Definition, text: string): Parameters {
  const configuration = definition.configuration ?? []
  return {
    list: configuration.map(({ name, default: value }) =>
      value ? { name: name.text, default: sliceOf(text, value) } : { name: name.text },
    ),
    positional: configuration.filter((parameter) => !parameter.default).length,
    always: configuration.some((parameter) => !parameter.default),
  }
}

/** The text of a node, its own parentheses included. */
export function sliceOf(text: string, node: ast.Located): string {
  const inner = text.slice(node.start, node.end)
  return 'grouped' in node && node.grouped ? `(${inner})` : inner
}
