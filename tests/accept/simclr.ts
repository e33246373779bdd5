import { acceptance, found, gain } from './acceptance.js'

export const simclr = acceptance({
  runs: {
    simclr: { program: 'simclr', short: ['train.epochs=8'] },
  },
  properties: [
    {
      property: '20-NN: trained above untrained',
      atLeast: 0.06,
      of: (runs) => gain(runs.simclr, 'knn'),
    },
    {
      property: '100 labels: trained above untrained',
      atLeast: 0.05,
      of: (runs) => gain(runs.simclr, 'label_fractions', '100'),
    },
    {
      property: 'loss falls below ln(2B − 1), the value of guessing',
      atMost: Math.log(511),
      of: (runs) => runs.simclr.last.loss ?? Number.NaN,
    },
    {
      property: 'healthy spread: std · √D of the embeddings',
      atLeast: 0.5,
      of: (runs) => runs.simclr.monitors['g.std'] ?? Number.NaN,
    },
    {
      property: 'linear probe, accuracy',
      atLeast: 0.75,
      of: (runs) => found(runs.simclr, 'linear_probe'),
    },
  ],
})
