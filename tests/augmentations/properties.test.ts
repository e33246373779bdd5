import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Nested } from '../../src/program/index.js'
import { dataOf, nested, replay, type Stored } from './replay.js'

type Configuration = Readonly<Record<string, unknown>>
type Draws = Readonly<Record<string, number>>

const range = (low: number, high: number) => ({ low, high })

/** Values of bytes; small numbers of them, so that some are equal. */
const pictureOf = (height: number, width: number, channels: number): fc.Arbitrary<Stored> =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(0, 1, 0.5),
        fc.integer({ min: 0, max: 255 }).map((byte) => byte / 255),
      ),
      {
        minLength: height * width * channels,
        maxLength: height * width * channels,
      },
    )
    .map((values) => ({ shape: [height, width, channels], values }))

const colored = pictureOf(5, 6, 3)
const square = pictureOf(6, 6, 3)
const anyPicture = fc.oneof(colored, square, pictureOf(4, 7, 1))
interface Key {
  readonly seed: number
  readonly step: number
  readonly example: number
}
const keys: fc.Arbitrary<Key> = fc.record({ seed: fc.nat(1e6), step: fc.nat(1000), example: fc.nat(1e5) })

/** An augmentation of a picture. */
function of(
  path: string,
  x: Stored,
  {
    configuration = {},
    draws = {},
    data = {},
    key,
  }: {
    readonly configuration?: Configuration
    readonly draws?: Draws
    readonly data?: Readonly<Record<string, Nested>>
    readonly key?: Key
  } = {},
): Stored {
  const [first = 'x'] = dataOf(path)
  return replay({ path, configuration, data: { [first]: nested(x), ...data }, draws, ...(key && { key }) })
}

function expectSame(got: Stored, expected: Stored, within = 1e-9): void {
  expect(got.shape).toEqual(expected.shape)
  const most = Math.max(...got.values.map((value, k) => Math.abs(value - (expected.values[k] ?? Number.NaN))))
  expect(most).toBeLessThan(within)
}

/** Every augmentation of one picture, as strong as it may be; `crop` is left to its own tests. */
const strong: readonly (readonly [path: string, configuration: Configuration])[] = [
  ['augment.random_resized_crop', { size: 4, scale: range(0.05, 1) }],
  ['augment.multi_crop', { size: 3, count: 2, scale: range(0.05, 0.3) }],
  ['augment.random_crop', { padding: 3 }],
  ['augment.flip_horizontal', {}],
  ['augment.flip_vertical', {}],
  ['augment.random_rotation', { degrees: range(-180, 180) }],
  [
    'augment.random_affine',
    { degrees: range(-90, 90), translate: [0.5, 0.5], scale: range(0.3, 3), shear: range(-40, 40) },
  ],
  ['augment.grayscale', {}],
  ['augment.gaussian_blur', { radius: 2 }],
  ['augment.solarize', {}],
  ['augment.posterize', { bits: 2 }],
  ['augment.random_erasing', { value: 1 }],
  ['augment.cutout', { size: 3, value: 1 }],
]
const jitter = { brightness: 2, contrast: 2, saturation: 2, hue: 0.5, p: 1 }

describe('values stay in 0..1 under', () => {
  property.prop([anyPicture, keys], { numRuns: 6 })('every augmentation', (x, key) => {
    for (const [path, configuration] of strong) {
      for (const value of of(path, x, { configuration, key }).values) {
        expect(value, path).toBeGreaterThanOrEqual(0)
        expect(value, path).toBeLessThanOrEqual(1)
      }
    }
  })
  property.prop([colored, keys], { numRuns: 10 })('jitter', (x, key) => {
    const { values } = of('augment.color_jitter', x, { configuration: jitter, key })
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...values)).toBeLessThanOrEqual(1)
  })
})

/** Parameters that change nothing. */
const nothing: readonly (readonly [path: string, configuration: Configuration])[] = [
  ['augment.random_resized_crop', { size: 6, scale: range(1, 1), aspect: range(1, 1) }],
  ['augment.random_crop', { padding: 0 }],
  ['augment.flip_horizontal', { p: 0 }],
  ['augment.flip_vertical', { p: 0 }],
  ['augment.random_rotation', { degrees: range(0, 0) }],
  ['augment.random_rotation', { degrees: range(360, 360) }],
  ['augment.random_affine', { degrees: range(0, 0) }],
  ['augment.color_jitter', { brightness: 0, contrast: 0, saturation: 0, hue: 0, p: 1 }],
  ['augment.color_jitter', { ...jitter, p: 0 }],
  ['augment.grayscale', { p: 0 }],
  ['augment.gaussian_blur', { radius: 2, p: 0 }],
  ['augment.gaussian_blur', { radius: 2, sigma: range(0.05, 0.05), p: 1 }],
  ['augment.solarize', { p: 0 }],
  ['augment.posterize', { bits: 1, p: 0 }],
  ['augment.random_erasing', { p: 0 }],
  ['augment.random_erasing', { p: 1, scale: range(0, 0) }],
  ['augment.cutout', { size: 4, p: 0 }],
]

property.prop([square, keys], { numRuns: 5 })('identity parameters give the picture back', (x, key) => {
  for (const [path, configuration] of nothing) expectSame(of(path, x, { configuration, key }), x)
  for (const path of ['augment.adjust_brightness', 'augment.adjust_contrast', 'augment.adjust_saturation'])
    expectSame(of(path, x, { data: { factor: 1 } }), x)
})

describe('settings without a meaning are refused:', () => {
  test.each([
    ['random_resized_crop', { size: 4, scale: range(0.5, 1.5) }],
    ['random_resized_crop', { size: 4, aspect: range(0, 1) }],
    ['multi_crop', { size: 4, count: 0 }],
    ['random_affine', { degrees: range(0, 0), scale: range(0, 1) }],
    ['random_affine', { degrees: range(0, 0), translate: [0, 1.5] }],
    ['random_rotation', { degrees: range(30, -30) }],
    ['color_jitter', { hue: 0.6 }],
    ['color_jitter', { brightness: -0.1 }],
    ['gaussian_blur', { radius: 1, sigma: range(0, 1) }],
    ['solarize', { threshold: 128 }],
    ['posterize', { bits: 9 }],
    ['random_erasing', { scale: range(-0.1, 0.1) }],
    ['random_erasing', { value: 255 }],
    ['cutout', { size: 0 }],
    ['flip_vertical', { p: 50 }],
  ] as const)('%s of %o', (name, configuration) => {
    const x = { shape: [6, 6, 3], values: Array.from({ length: 108 }, (_, k) => k / 108) }
    expect(() => of(`augment.${name}`, x, { configuration })).toThrow(/^SSL\d{4}: /)
  })
})

describe('a batch', () => {
  const all = [...strong, ['augment.color_jitter', jitter] as const]
  const count = 4
  property.prop([fc.tuple(colored, colored, colored, colored), keys], { numRuns: 4 })(
    'is its examples by themselves',
    (pictures, key) => {
      const batch = pictures.map(nested)
      for (const [path, configuration] of all) {
        const together = replay({ path, configuration, data: { x: batch }, key })
        const alone = pictures.map((x, k) =>
          of(path, x, { configuration, key: { ...key, example: key.example + k } }),
        )
        expect(together.shape, path).toEqual([count, ...(alone[0]?.shape ?? [])])
        expect(together.values, path).toEqual(alone.flatMap(({ values }) => values))
      }
    },
  )

  test('of one picture many times is drawn anew for each', () => {
    const x = Array.from({ length: 4 }, (_, i) =>
      Array.from({ length: 5 }, (_, j) => [0.1 + 0.15 * i, 0.8 - 0.1 * j, 0.05 * (i + j) + 0.3]),
    )
    const batch = Array.from({ length: 40 }, () => x)
    for (const [path, configuration] of all) {
      const results = nested(replay({ path, configuration, data: { x: batch } })) as Nested[]
      expect(new Set(results.map((one) => JSON.stringify(one))).size, path).toBeGreaterThan(1)
    }
  })
})

describe('p is the share of pictures that change under', () => {
  // No pixel is grey, half as bright as another can be, or equal to its mirror image.
  const x = [
    [
      [0.9, 0.2, 0.4],
      [0.1, 0.7, 0.6],
    ],
    [
      [0.3, 0.8, 0.05],
      [0.55, 0.15, 0.95],
    ],
  ]
  const count = 2000
  const batch = Array.from({ length: count }, () => x)
  test.each([
    ['flip_horizontal', {}],
    ['flip_vertical', {}],
    ['color_jitter', {}],
    ['grayscale', {}],
    ['gaussian_blur', { radius: 1, sigma: range(1, 2) }],
    ['solarize', {}],
    ['posterize', { bits: 2 }],
    ['random_erasing', { scale: range(0.2, 0.3), aspect: range(1, 1) }],
    ['cutout', { size: 1 }],
  ] as const)('%s', (name, configuration) => {
    for (const p of [0, 0.3, 1]) {
      const data = { x: batch }
      const results = nested(
        replay({ path: `augment.${name}`, configuration: { ...configuration, p }, data }),
      )
      const changed = (results as Nested[]).filter((one) => JSON.stringify(one) !== JSON.stringify(x)).length
      // Four deviations of the count.
      expect(Math.abs(changed - p * count)).toBeLessThanOrEqual(4 * Math.sqrt(count * p * (1 - p)))
    }
  })
})

describe('space', () => {
  const flipped = (path: string, x: Stored): Stored => of(`augment.${path}`, x, { draws: { flip: 1 } })
  const turned = (x: Stored): Stored => of('augment.quarter_turn', x)

  property.prop([square], { numRuns: 20 })('flips and turns undo each other', (x) => {
    expectSame(flipped('flip_horizontal', flipped('flip_horizontal', x)), x)
    expectSame(flipped('flip_vertical', flipped('flip_vertical', x)), x)
    expectSame(flipped('flip_horizontal', flipped('flip_vertical', x)), turned(turned(x)))
    expectSame(turned(turned(turned(turned(x)))), x)
    expectSame(turned(flipped('flip_horizontal', x)), flipped('flip_vertical', turned(x)))
  })

  property.prop([square], { numRuns: 8 })('rotations by quarters move pixels', (x) => {
    const by = (angle: number): Stored =>
      of('augment.random_rotation', x, { configuration: { degrees: range(angle, angle) } })
    expectSame(by(90), turned(x))
    expectSame(by(180), turned(turned(x)))
    expectSame(by(-90), turned(turned(turned(x))))
    const clockwise = of('augment.random_affine', x, { configuration: { degrees: range(-90, -90) } })
    expectSame(clockwise, by(90))
  })

  property.prop([colored, fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 })], { numRuns: 20 })(
    'moved by whole pixels, the rest is 0',
    (x, right, down) => {
      const data = { angle: 0, right, down, scale: 1, shear: 0, shear_y: 0 }
      const [height = 0, width = 0, channels = 0] = x.shape
      const values = x.values.map((_, k) => {
        const column = (Math.floor(k / channels) % width) - right
        const row = Math.floor(k / channels / width) - down
        const inside = row >= 0 && row < height && column >= 0 && column < width
        return inside ? (x.values[(row * width + column) * channels + (k % channels)] ?? 0) : 0
      })
      expectSame(of('augment.affine', x, { data }), { shape: x.shape, values })
    },
  )

  property.prop([keys], { numRuns: 20 })('crops have the area and the aspect asked for', (key) => {
    const [height, width, size] = [24, 36, 40]
    // Places as values: magnified, away from the edges of the picture, a crop is linear in them.
    const x = Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (_, j) => [(i + 0.5) / height, (j + 0.5) / width]),
    )
    const configuration = { size, scale: range(0.2, 0.5), aspect: range(0.5, 1.5) }
    const call = { path: 'augment.random_resized_crop', configuration, data: { x }, key }
    const y = nested(replay(call)) as number[][][]
    const at = (i: number, j: number, c: number): number => y[i]?.[j]?.[c] ?? Number.NaN
    const rows = (at(30, 20, 0) - at(10, 20, 0)) / 20
    const columns = (at(20, 30, 1) - at(20, 10, 1)) / 20
    const area = rows * size * columns * size
    expect(area).toBeGreaterThan(0.2 - 1e-6)
    expect(area).toBeLessThan(0.5 + 1e-6)
    const aspect = (columns * width) / (rows * height)
    expect(aspect).toBeGreaterThan(0.5 - 1e-6)
    expect(aspect).toBeLessThan(1.5 + 1e-6)
    for (const [middle, step] of [
      [(at(19, 20, 0) + at(20, 20, 0)) / 2, rows],
      [(at(20, 19, 1) + at(20, 20, 1)) / 2, columns],
    ] as const) {
      expect(middle - (step * size) / 2).toBeGreaterThan(-1e-6)
      expect(middle + (step * size) / 2).toBeLessThan(1 + 1e-6)
    }
  })

  const white = Array.from({ length: 12 }, () => Array.from({ length: 15 }, () => [1]))

  /** Which rows and columns of a white picture have black pixels, and how many there are. */
  function hole(call: { readonly path: string; readonly configuration: Configuration }, key: Key) {
    const y = nested(replay({ ...call, data: { x: white }, key })) as number[][][]
    const black = y.flatMap((row, i) => row.flatMap(([value], j) => (value === 0 ? [[i, j] as const] : [])))
    const [rows, columns] = [new Set(black.map(([i]) => i)), new Set(black.map(([, j]) => j))]
    expect(black.length).toBe(rows.size * columns.size)
    return { height: rows.size, width: columns.size }
  }

  property.prop([keys], { numRuns: 50 })('what is erased is a rectangle of the size asked for', (key) => {
    const configuration = { p: 1, scale: range(0.1, 0.3), aspect: range(0.5, 2) }
    const { height, width } = hole({ path: 'augment.random_erasing', configuration }, key)
    // Either side is rounded.
    expect((height + 0.5) * (width + 0.5)).toBeGreaterThanOrEqual(0.1 * 180)
    expect((height - 0.5) * (width - 0.5)).toBeLessThanOrEqual(0.3 * 180)
    expect((height + 0.5) / (width - 0.5)).toBeGreaterThanOrEqual(0.5)
    expect((height - 0.5) / (width + 0.5)).toBeLessThanOrEqual(2)
    const square = hole({ path: 'augment.cutout', configuration: { size: 6 } }, key)
    expect(Math.min(square.height, square.width)).toBeGreaterThanOrEqual(3)
    expect(Math.max(square.height, square.width)).toBeLessThanOrEqual(6)
  })
})

describe('colour', () => {
  const turn = (x: Stored, by: number): Stored => of('augment.adjust_hue', x, { data: { turn: by } })

  property.prop([colored, fc.double({ min: -0.5, max: 0.5, noNaN: true })], { numRuns: 10 })(
    'a full turn of the hue gives the picture back',
    (x, by) => {
      expectSame(turn(x, 0), x)
      expectSame(turn(x, 1), x)
      expectSame(turn(x, -1), x)
      expectSame(turn(turn(x, by), -by), x, 1e-6)
      expectSame(turn(turn(turn(x, 1 / 3), 1 / 3), 1 / 3), x, 1e-6)
    },
  )

  property.prop([pictureOf(3, 4, 1), colored, keys], { numRuns: 10 })(
    'factors of jitter are not negative, however large it is',
    (grey, x, key) => {
      const none = { brightness: 0, contrast: 0, saturation: 0, hue: 0, p: 1 }
      const by = (y: Stored, name: string): Stored =>
        of('augment.color_jitter', y, { configuration: { ...none, [name]: 3 }, key })
      // Nothing turns black, what is darker stays so, and a pixel keeps its strongest channel.
      expect(by({ shape: [1, 1, 1], values: [0.5] }, 'brightness').values[0]).toBeGreaterThan(0)
      const contrasted = by(grey, 'contrast').values
      for (const [j, a] of grey.values.entries())
        for (const [k, b] of grey.values.entries())
          if (a < b) expect(contrasted[j]).toBeLessThan((contrasted[k] ?? Number.NaN) + 1e-9)
      const saturated = by(x, 'saturation').values
      for (let k = 0; k < x.values.length; k += 3) {
        const pixel = x.values.slice(k, k + 3)
        const first = pixel.indexOf(Math.max(...pixel))
        expect(saturated[k + first]).toBeCloseTo(Math.max(...saturated.slice(k, k + 3)), 9)
      }
    },
  )

  test('a third of a turn makes green of red', () => {
    const red = { shape: [1, 1, 3], values: [0.9, 0.1, 0.1] }
    expectSame(turn(red, 1 / 3), { shape: [1, 1, 3], values: [0.1, 0.9, 0.1] })
  })

  property.prop([colored], { numRuns: 30 })('conversions and back', (x) => {
    const hsv = of('color.to_hsv', x)
    expect(Math.min(...hsv.values)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...hsv.values)).toBeLessThanOrEqual(1)
    expectSame(of('color.from_hsv', hsv), x)
    expectSame(of('color.from_lab', of('color.to_lab', x)), x, 2e-6)
  })

  property.prop([fc.double({ min: 0, max: 1, noNaN: true })])('grey has no colour', (level) => {
    const grey = { shape: [1, 1, 3], values: [level, level, level] }
    expect(of('color.to_hsv', grey).values).toEqual([0, 0, level])
    const [lightness = -1, a, b] = of('color.to_lab', grey).values
    expect(lightness).toBeGreaterThanOrEqual(-1e-9)
    expect(lightness).toBeLessThanOrEqual(100 + 1e-9)
    expect(a).toBeCloseTo(0, 6)
    expect(b).toBeCloseTo(0, 6)
  })

  property.prop([colored], { numRuns: 20 })('grey pictures stay as they are', (x) => {
    const grey = of('augment.grayscale', x, { configuration: { p: 1 } })
    expectSame(of('augment.grayscale', grey, { configuration: { p: 1 } }), grey)
    expectSame(of('augment.adjust_saturation', grey, { data: { factor: 1.7 } }), grey)
    expectSame(turn(grey, 0.4), grey)
    expectSame(of('augment.adjust_saturation', x, { data: { factor: 0 } }), grey)
  })

  property.prop([colored], { numRuns: 20 })('solarized and posterized again nothing changes', (x) => {
    const on = { on: 1 }
    const inverted = of('augment.solarize', x, { configuration: { threshold: 0 }, draws: on })
    expectSame(of('augment.solarize', inverted, { configuration: { threshold: 0 }, draws: on }), x)
    for (const bits of [1, 4, 8]) {
      const coarse = of('augment.posterize', x, { configuration: { bits }, draws: on })
      expect(new Set(coarse.values).size).toBeLessThanOrEqual(2 ** bits)
      expectSame(of('augment.posterize', coarse, { configuration: { bits }, draws: on }), coarse)
    }
  })

  property.prop([colored], { numRuns: 20 })('normalised, channels have mean 0 and deviation 1', (x) => {
    const channel = (y: Stored, c: number): number[] => y.values.filter((_, k) => k % 3 === c)
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    const deviation = (values: readonly number[]): number =>
      Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))
    fc.pre([0, 1, 2].every((c) => deviation(channel(x, c)) > 0.01))
    const configuration = {
      mean: [0, 1, 2].map((c) => mean(channel(x, c))),
      deviation: [0, 1, 2].map((c) => deviation(channel(x, c))),
    }
    const y = of('augment.normalize', x, { configuration })
    for (const c of [0, 1, 2]) {
      expect(mean(channel(y, c))).toBeCloseTo(0, 9)
      expect(deviation(channel(y, c))).toBeCloseTo(1, 9)
    }
  })
})
