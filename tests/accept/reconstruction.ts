import { acceptance, found, gain } from './acceptance.js'

/** A number of the last step over another: an error over that of guessing the mean. */
const ratio = (last: Readonly<Record<string, number>>, name: string, over: string): number =>
  (last[name] ?? Number.NaN) / (last[over] ?? Number.NaN)

export const denoisingAutoencoder = acceptance({
  runs: {
    masking: { program: 'denoising_autoencoder', short: ['train.epochs=8'] },
    overComplete: { program: 'denoising_autoencoder', set: ['f.out=1500'], short: ['train.epochs=5'] },
    clean: {
      program: 'denoising_autoencoder',
      set: ['f.out=1500', 'level=0%'],
      short: ['train.epochs=5'],
    },
  },
  properties: [
    {
      property: 'squared error of hidden components, over that of predicting the mean',
      atMost: 0.4,
      of: ({ masking }) => ratio(masking.last, 'hidden_error', 'mean_error'),
    },
    {
      property:
        'over-complete: error of hidden components, over that of an autoencoder trained without noise',
      atMost: 0.7,
      of: ({ overComplete, clean }) =>
        ratio(overComplete.last, 'hidden_error', 'mean_error') /
        ratio(clean.last, 'hidden_error', 'mean_error'),
    },
    {
      property: 'linear probe: trained above untrained',
      atLeast: 0,
      of: ({ masking }) => gain(masking, 'linear_probe'),
    },
  ],
})

export const stackedDenoisingAutoencoder = acceptance({
  runs: { stacked: { program: 'stacked_denoising_autoencoder' } },
  properties: [
    {
      property: '100 labels: trained above untrained',
      atLeast: 0.02,
      of: ({ stacked }) => gain(stacked, 'label_fractions', '100'),
    },
    {
      property: 'linear probe, accuracy',
      atLeast: 0.94,
      of: ({ stacked }) => found(stacked, 'linear_probe'),
    },
    {
      property: 'fine-tuned with 100 labels, from pre-trained above untrained weights',
      atLeast: 0.1,
      of: ({ stacked }) => gain(stacked, 'fine_tune'),
    },
    {
      property: 'fine-tuned with 100 labels, accuracy',
      atLeast: 0.6,
      of: ({ stacked }) => found(stacked, 'fine_tune'),
    },
  ],
})

export const contextEncoder = acceptance({
  runs: {
    joint: { program: 'context_encoder', short: ['train.epochs=12'] },
    squared: { program: 'context_encoder', set: ['adversarial=0'], short: ['train.epochs=12'] },
  },
  properties: [
    {
      property: 'squared error of the painted block, over that of painting the mean colour',
      atMost: 0.5,
      of: ({ joint }) => ratio(joint.last, 'error', 'mean_error'),
    },
    {
      property: 'the critic costs little: error with it, over the error without',
      atMost: 1.2,
      of: ({ joint, squared }) =>
        ratio(joint.last, 'error', 'mean_error') / ratio(squared.last, 'error', 'mean_error'),
    },
    {
      property: '20-NN, which photograph a held-out patch comes from: trained above untrained',
      atLeast: 0.02,
      of: ({ joint }) => gain(joint, 'knn'),
    },
  ],
})

export const contextFeatures = acceptance({
  runs: { regions: { program: 'context_features', short: ['train.epochs=8'] } },
  properties: [
    {
      property: 'squared error of the dropped pixels, over that of painting the mean colour',
      atMost: 0.5,
      of: ({ regions }) => ratio(regions.last, 'loss', 'mean_error'),
    },
    {
      property: '20-NN, which photograph a held-out patch comes from: trained above untrained',
      atLeast: 0.02,
      of: ({ regions }) => gain(regions, 'knn'),
    },
  ],
})
