import { describe, expect, test } from 'vitest'
import { render_color_letters } from '../../examples/data/color_letters.js'
import { classOf, coverage, letters, render_letters, size } from '../../examples/data/letters.js'
import { numbersOf } from '../../examples/data/numbers.js'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe.each([
  ['Letters-28', render_letters, size * size],
  ['Colour-Letters', render_color_letters, 3 * size * size],
])('%s', (_, render, entries) => {
  const data = render({ count: 200, seed: 3 })

  test('every example is a picture of its own, the same whenever it is read', () => {
    const first = Array.from(data.read(7))
    data.read(8)
    expect(Array.from(data.read(7))).toEqual(first)
    expect(Array.from(render({ count: 10, seed: 3 }).read(7))).toEqual(first)
    expect(Array.from(data.read(17))).not.toEqual(first)
    expect(Array.from(render({ count: 200, seed: 4 }).read(7))).not.toEqual(first)
    expect(first).toHaveLength(entries)
    expect(first.every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  test('the classes are equally frequent', () => {
    const labels = Array.from({ length: 200 }, (_, index) => data.label(index))
    for (const letter of letters) expect(labels.filter((label) => label === letter)).toHaveLength(20)
  })
})

test('no letter looks the same after a quarter turn, half a turn or three quarters', () => {
  const sums = letters.map((_, letter) => {
    const sum = new Float64Array(size * size)
    for (let n = 0; n < 100; n++)
      coverage(letter, numbersOf(0, n)).forEach((g, p) => {
        sum[p] = (sum[p] as number) + g / 100
      })
    return sum
  })
  const turned = (picture: Float64Array) =>
    picture.map((_, p) => picture[(p % size) * size + (size - 1 - Math.floor(p / size))] as number)
  const distance = (a: Float64Array, b: Float64Array) =>
    Math.sqrt(a.reduce((sum, value, p) => sum + (value - (b[p] as number)) ** 2, 0) / a.length)
  for (const picture of sums) {
    let other = picture
    for (let turns = 1; turns < 4; turns++) {
      other = turned(other)
      expect(distance(picture, other)).toBeGreaterThan(0.03)
    }
    expect(distance(picture, turned(other))).toBeLessThan(1e-12)
  }
})

test('the numbers of an example are uniform and normal as asked, and those of neighbours have nothing in common', () => {
  const uniform = Array.from({ length: 4000 }, (_, index) => numbersOf(1, index).uniform(-1, 3))
  expect(mean(uniform)).toBeCloseTo(1, 1)
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(-1)
  expect(Math.max(...uniform)).toBeLessThan(3)
  const numbers = numbersOf(1, 0)
  const normal = Array.from({ length: 4000 }, () => numbers.normal(0.5))
  expect(mean(normal)).toBeCloseTo(0, 1)
  expect(Math.sqrt(mean(normal.map((value) => value ** 2)))).toBeCloseTo(0.5, 1)
  const shifted = uniform.slice(1).map((value, index) => (value - 1) * ((uniform[index] as number) - 1))
  expect(Math.abs(mean(shifted))).toBeLessThan(0.1)
})

test('the hue of a letter tells its class, its ground is dark', () => {
  const data = render_color_letters({ count: 400, seed: 1 })
  // G (class 3) lies at a hue of 108°: greener than red or blue; A (class 0) at 0°: redder than green.
  const ink = (index: number) => {
    const covered = coverage(classOf(index), numbersOf(1, index))
    const picture = data.read(index)
    const inside = Array.from(covered.keys()).filter((p) => (covered[p] as number) > 0.9)
    return [0, 1, 2].map((c) => mean(inside.map((p) => picture[3 * p + c] as number)))
  }
  for (let index = 0; index < 400; index += 10) {
    const [red = 0, green = 0] = ink(index)
    expect(red).toBeGreaterThan(green)
    const [, leaf = 0, blue = 0] = ink(index + 3)
    expect(leaf).toBeGreaterThan(blue)
  }
})
