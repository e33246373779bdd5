import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { librarySource } from '../../src/compiler/index.js'
import type { Nested } from '../../src/program/index.js'
import { dataOf, nested, replay, type Stored } from './replay.js'

// What torchvision gives with the same draws, recorded by bench/peers/augmentations.py.

const folder = fileURLToPath(new URL('cases', import.meta.url))
const names = readdirSync(folder).map((file) => file.replace('.json', ''))

/** A recorded call. Within `border` pixels of the edge the definition differs, and says so. */
interface Case {
  readonly what: string
  readonly picture: number
  readonly configuration: Readonly<Record<string, unknown>>
  readonly draws: Readonly<Record<string, number>>
  readonly arguments: Readonly<Record<string, Nested>>
  readonly border: number
  readonly apart: number
  readonly result: Stored
}

interface Recorded {
  readonly pictures: readonly Stored[]
  readonly cases: readonly Case[]
}

const source = (module: string): string => librarySource(`std.${module}`) ?? ''
const declares = (module: string, name: string): boolean =>
  new RegExp(`^(fn|augment) ${name}\\b`, 'm').test(source(module))

/** `augment.grayscale` of `grayscale`. */
const pathOf = (name: string): string => (declares('augment', name) ? `augment.${name}` : `color.${name}`)

/** Ranges are recorded as pairs; an argument of a definition may be its configuration. */
function callOf(path: string, one: Case, picture: Nested) {
  const ranges = ['scale', 'aspect', 'degrees', 'shear', 'shear_y']
  const configuration = Object.fromEntries(
    Object.entries(one.configuration).map(([name, value]) =>
      ranges.includes(name) && Array.isArray(value)
        ? [name, { low: value[0], high: value[1] }]
        : [name, value],
    ),
  )
  const [x = 'x'] = dataOf(path)
  return { path, configuration, data: { ...one.arguments, [x]: picture }, draws: one.draws }
}

/** The largest difference inside of the border. */
function apart(got: Stored, { result, border }: Case): number {
  const [height = 0, width = 0, channels = 0] = result.shape.slice(-3)
  return Math.max(
    ...result.values.map((value, k) => {
      const column = Math.floor(k / channels) % width
      const row = Math.floor(k / channels / width) % height
      const inside = Math.min(row, column, height - 1 - row, width - 1 - column) >= border
      return inside ? Math.abs(value - (got.values[k] ?? Number.NaN)) : 0
    }),
  )
}

describe.each(names)('%s is what torchvision makes of the same draws:', (name) => {
  const recorded = JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Recorded
  const path = pathOf(name)

  test.each(recorded.cases)('$what', (one) => {
    const picture = nested(recorded.pictures[one.picture] ?? { shape: [], values: [] })
    const got = replay(callOf(path, one, picture))
    expect(got.shape).toEqual(one.result.shape)
    expect(apart(got, one)).toBeLessThan(one.apart)
  })
})

const page = readFileSync(fileURLToPath(new URL('../../docs/augmentations.md', import.meta.url)), 'utf8')

test('every augmentation that torchvision has is compared, and the page names all', () => {
  const augmentations = [...source('augment').matchAll(/^augment (\w+)/gm)].map(([, name]) => String(name))
  const none = ['drop_colors']
  expect(augmentations.filter((name) => !names.includes(name))).toEqual(none)
  const compared = [...names, ...augmentations]
  expect(compared.filter((name) => !new RegExp(`^\\| .*\`${name}\\b.*\\|`, 'm').test(page))).toEqual([])
})
