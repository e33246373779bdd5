import { acceptance, gain } from './acceptance.js'

export const relativePosition = acceptance({
  runs: { pairs: { program: 'relative_position' } },
  properties: [
    {
      property: 'accuracy of the eight sides (chance 0.125)',
      atLeast: 0.5,
      of: ({ pairs }) => pairs.last.accuracy ?? Number.NaN,
    },
    {
      property: 'linear probe: trained above untrained',
      atLeast: 0.1,
      of: ({ pairs }) => gain(pairs, 'linear_probe'),
    },
  ],
})

export const jigsaw = acceptance({
  runs: { puzzles: { program: 'jigsaw' } },
  properties: [
    {
      property: 'accuracy of the 24 orders (chance 0.042)',
      atLeast: 0.75,
      of: ({ puzzles }) => puzzles.last.accuracy ?? Number.NaN,
    },
    {
      property: '100 labels: trained above untrained',
      atLeast: 0.1,
      of: ({ puzzles }) => gain(puzzles, 'label_fractions', '100'),
    },
  ],
})

export const rotation = acceptance({
  runs: { turns: { program: 'rotation' } },
  properties: [
    {
      property: 'accuracy of the four turns (chance 0.25)',
      atLeast: 0.85,
      of: ({ turns }) => turns.last.accuracy ?? Number.NaN,
    },
    {
      property: '20-NN: trained above untrained',
      atLeast: 0,
      of: ({ turns }) => gain(turns, 'knn'),
    },
  ],
})
