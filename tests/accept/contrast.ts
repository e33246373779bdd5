import { type Acceptance, acceptance, found, gain, type Outcome, type Property } from './acceptance.js'

const metric = (outcome: Outcome, name: string): number => outcome.last[name] ?? Number.NaN
const monitor = (outcome: Outcome, name: string): number => outcome.monitors[name] ?? Number.NaN

type Required = Omit<Property, 'of'> & { readonly of: (run: Outcome) => number }

/** One training of the program of that name. */
const one = (program: string, short: readonly string[], properties: readonly Required[]): Acceptance =>
  acceptance<'run'>({
    runs: { run: { program, short } },
    properties: properties.map((property) => ({ ...property, of: ({ run }) => property.of(run) })),
  })

const nearest = (atLeast: number) => ({
  property: '20-NN: trained above untrained',
  atLeast,
  of: (run: Outcome) => gain(run, 'knn'),
})

/** Deviation of the normalised embeddings times √D: 1 is healthy, 0 collapsed. */
const spread = (model: string, atLeast = 0.5) => ({
  property: `healthy spread: std · √D of the embeddings of ${model}`,
  atLeast,
  of: (run: Outcome) => monitor(run, `${model}.std`),
})

const below = (property: string, atMost: number) => ({
  property,
  atMost,
  of: (run: Outcome) => metric(run, 'loss'),
})

export const mocoV1 = one(
  'moco_v1',
  ['train.epochs=14', 'train.optimizer.lr.at=[9 epochs, 12 epochs]'],
  [
    nearest(0.02),
    spread('query'),
    below('loss falls below ln(K + 1), the value of guessing', Math.log(4097)),
  ],
)

export const mocoV2 = one(
  'moco_v2',
  [],
  [nearest(0), spread('query'), below('loss falls below ln(K + 1), the value of guessing', Math.log(4097))],
)

export const instanceDiscrimination = one(
  'instance_discrimination',
  ['train.epochs=20'],
  [
    {
      property: '100 labels: trained above untrained',
      atLeast: 0.02,
      of: (run) => gain(run, 'label_fractions', '100'),
    },
    spread('g'),
    below('loss falls below 6.55, that of a uniform answer', 6.55),
  ],
)

/** Without the positive in the denominator a batch of 64 is enough. */
export const dcl = one('dcl', ['train.epochs=10'], [nearest(0.04), spread('g')])

export const byol = one('byol', ['train.epochs=15'], [nearest(0.02), spread('online', 0.4)])

export const simsiam = one(
  'simsiam',
  ['train.epochs=30'],
  [nearest(0.01), spread('g'), below('loss: the predictions agree with the other views', -0.5)],
)

export const barlowTwins = one(
  'barlow_twins',
  ['train.epochs=12'],
  [
    nearest(0.03),
    {
      property: 'the cross-correlation nears the identity: last loss by first',
      atMost: 0.4,
      of: (run) => metric(run, 'loss') / Number(run.first.loss),
    },
    {
      property: 'components do not repeat each other: effective rank of the embeddings',
      atLeast: 15,
      of: (run) => monitor(run, 'g.effective_rank'),
    },
  ],
)

export const vicreg = one(
  'vicreg',
  ['train.epochs=15'],
  [
    nearest(0.01),
    {
      property: 'the deviation of every component nears 1: mean shortfall',
      atMost: 0.4,
      of: (run) => metric(run, 'shortfall'),
    },
    below('loss falls below 24.75, that of a collapsed batch', 24.75),
  ],
)

export const swav = one(
  'swav',
  ['train.epochs=12'],
  [nearest(0), below('loss falls below ln 30, the value of guessing', Math.log(30) - 0.2)],
)

export const dino = one(
  'dino',
  ['train.epochs=20'],
  [nearest(0.01), below('loss falls below ln 64, the value of guessing', Math.log(64))],
)

const mechanism = (pretext: string) => ({
  program: 'three_mechanisms',
  pretexts: [pretext],
  short: ['train.epochs=10'],
})

export const threeMechanisms = acceptance({
  runs: {
    end_to_end: mechanism('end_to_end'),
    memory_bank: mechanism('memory_bank'),
    momentum: mechanism('momentum'),
  },
  properties: [
    {
      property: 'end to end, 100 labels: trained above untrained',
      atLeast: 0.1,
      of: ({ end_to_end }) => gain(end_to_end, 'label_fractions', '100'),
    },
    {
      property: 'memory bank, 100 labels: trained above untrained',
      atLeast: 0.05,
      of: ({ memory_bank }) => gain(memory_bank, 'label_fractions', '100'),
    },
    {
      property: 'momentum, 100 labels: trained above untrained',
      atLeast: 0.1,
      of: ({ momentum }) => gain(momentum, 'label_fractions', '100'),
    },
    {
      property: '100 labels: momentum above the memory bank',
      atLeast: 0,
      of: ({ momentum, memory_bank }) =>
        found(momentum, 'label_fractions', '100') - found(memory_bank, 'label_fractions', '100'),
    },
  ],
})

export const mae = one(
  'mae',
  ['train.epochs=12'],
  [nearest(0.01), below('loss falls well below (P − 1) / P, the value of the mean of each patch', 0.65)],
)

export const cpcImages = one(
  'cpc_images',
  ['train.epochs=3'],
  [nearest(0), below('loss falls below ln(32 · 36), the value of guessing', Math.log(32 * 36) - 1)],
)

export const cpcV2 = one(
  'cpc_v2',
  ['train.epochs=4'],
  [
    {
      property: 'linear probe: trained above untrained',
      atLeast: 0,
      of: (run) => gain(run, 'linear_probe'),
    },
    below('loss falls below ln(32 · 36), the value of guessing', Math.log(32 * 36) - 1),
  ],
)
