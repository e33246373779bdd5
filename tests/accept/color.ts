import { acceptance, found, gain, type Outcome } from './acceptance.js'

export const colorization = acceptance({
  runs: {
    rebalanced: { program: 'colorization' },
    unbalanced: { program: 'colorization', set: ['mix=1'] },
  },
  properties: [
    {
      property: 'error of the colour of a letter, in units of ab (grey would be 32)',
      atMost: 13,
      of: ({ rebalanced }) => rebalanced.last.ink_error ?? Number.NaN,
    },
    {
      property: 'chroma of the colours, over the true one: not dull',
      atLeast: 0.9,
      of: ({ rebalanced: { last } }) => (last.ink_chroma ?? Number.NaN) / (last.true_chroma ?? Number.NaN),
    },
    {
      property: 'rebalancing makes colours stronger: chroma with it minus without',
      atLeast: 0,
      of: ({ rebalanced, unbalanced }) =>
        (rebalanced.last.ink_chroma ?? Number.NaN) - (unbalanced.last.ink_chroma ?? Number.NaN),
    },
    {
      property: '100 labels: trained above untrained',
      atLeast: 0.2,
      of: ({ rebalanced }) => gain(rebalanced, 'label_fractions', '100'),
    },
  ],
})

/** What the evaluations found of one of several encoders. */
const only = (outcome: Outcome, model: string): Outcome => ({
  ...outcome,
  results: outcome.results.filter((one) => one.model === model),
})

const hundred = (outcome: Outcome, model: string) => found(only(outcome, model), 'label_fractions', '100')

export const splitBrain = acceptance({
  runs: { both: { program: 'split_brain' } },
  properties: [
    {
      property: '100 labels: both halves above the half that sees lightness',
      atLeast: 0,
      of: ({ both }) => hundred(both, 'f') - hundred(both, 'f1'),
    },
    {
      property: '100 labels: both halves above the half that sees colour',
      atLeast: 0,
      of: ({ both }) => hundred(both, 'f') - hundred(both, 'f2'),
    },
    {
      property: '100 labels: trained above untrained',
      atLeast: 0.05,
      of: ({ both }) => gain(only(both, 'f'), 'label_fractions', '100'),
    },
  ],
})
