import { expect, test } from 'vitest'
import type { HostDistribution } from '../../src/program/draw/site.js'
import { drawn } from './replay.js'

// What each augmentation of a picture of 6 x 9 draws: torchvision's transforms draw from the same distributions.

const range = (low: number, high: number) => ({ low, high })
const uniform = (low: number, high: number): HostDistribution => ({ is: 'uniform', low, high })
const integer = (low: number, high: number): HostDistribution => ({ is: 'integer', low, high })
const bernoulli = (p: number): HostDistribution => ({ is: 'bernoulli', p })

/** A share of the room that there is, of a size drawn itself. */
const share = uniform(0, 1)

/** Of the window of a crop. */
const box = (low: number, high: number, least = 3 / 4, most = 4 / 3) => ({
  area: uniform(low, high),
  log_aspect: uniform(Math.log(least), Math.log(most)),
  down: share,
  right: share,
})

const within = (path: string, draws: Readonly<Record<string, HostDistribution>>) =>
  Object.fromEntries(Object.entries(draws).map(([name, one]) => [`${path}.${name}`, one]))

const small = box(0.1, 0.3)
const x = Array.from({ length: 6 }, () => Array.from({ length: 9 }, () => [0.2, 0.4, 0.6]))

test.each<readonly [string, Readonly<Record<string, unknown>>, Readonly<Record<string, HostDistribution>>]>([
  ['random_resized_crop', { size: 4 }, box(0.08, 1)],
  ['random_resized_crop', { size: 4, scale: range(0.2, 0.5), aspect: range(0.5, 3) }, box(0.2, 0.5, 0.5, 3)],
  [
    'multi_crop',
    { size: 4, count: 2, scale: range(0.1, 0.3) },
    { ...within('random_resized_crop1', small), ...within('random_resized_crop2', small) },
  ],
  ['random_crop', { padding: 3 }, { top: integer(0, 6), left: integer(0, 6) }],
  ['flip_horizontal', {}, { flip: bernoulli(0.5) }],
  ['flip_vertical', { p: 0.2 }, { flip: bernoulli(0.2) }],
  ['random_rotation', { degrees: range(-10, 30) }, { angle: uniform(-10, 30) }],
  [
    'random_affine',
    { degrees: range(-5, 10), scale: range(0.5, 2), shear: range(-3, 4), shear_y: range(-1, 2) },
    {
      angle: uniform(-5, 10),
      right: uniform(-1, 1),
      down: uniform(-1, 1),
      size: uniform(0.5, 2),
      along: uniform(-3, 4),
      across: uniform(-1, 2),
    },
  ],
  [
    'color_jitter',
    { brightness: 0.25, contrast: 0.5, saturation: 2, hue: 0.2, p: 0.7 },
    {
      on: bernoulli(0.7),
      b: uniform(0.75, 1.25),
      c: uniform(0.5, 1.5),
      s: uniform(0, 3),
      turn: uniform(-0.2, 0.2),
    },
  ],
  ['grayscale', {}, { on: bernoulli(0.2) }],
  ['gaussian_blur', { radius: 2 }, { on: bernoulli(0.5), s: uniform(0.1, 2) }],
  ['solarize', {}, { on: bernoulli(0.2) }],
  ['posterize', { bits: 3 }, { on: bernoulli(0.5) }],
  [
    'random_erasing',
    {},
    {
      on: bernoulli(0.5),
      area: uniform(0.02, 0.33),
      log_aspect: uniform(Math.log(0.3), Math.log(3.3)),
      top: share,
      left: share,
    },
  ],
  ['cutout', { size: 3 }, { on: bernoulli(1), row: integer(0, 5), column: integer(0, 8) }],
])('%s of %o draws what torchvision does', (name, configuration, expected) => {
  expect(drawn({ path: `augment.${name}`, configuration, data: { x } })).toEqual(expected)
})
