import { drawn } from './drawn.js'
import { type Numbers, numbersOf } from './numbers.js'

/** Ten letters none of which looks the same after a turn by 90°, 180° or 270°; rows from top to bottom. */
const glyphs = {
  A: '01110/10001/10001/11111/10001/10001/10001',
  E: '11111/10000/10000/11110/10000/10000/11111',
  F: '11111/10000/10000/11110/10000/10000/10000',
  G: '01110/10001/10000/10111/10001/10001/01110',
  J: '00111/00010/00010/00010/00010/10010/01100',
  K: '10001/10010/10100/11000/10100/10010/10001',
  L: '10000/10000/10000/10000/10000/10000/11111',
  P: '11110/10001/10001/11110/10000/10000/10000',
  R: '11110/10001/10001/11110/10100/10010/10001',
  T: '11111/00100/00100/00100/00100/00100/00100',
}

/** The names of the classes, in order. */
export const letters = Object.keys(glyphs)

export const size = 28
const columns = 7
const rows = 9

/** Each bitmap with a margin of one empty cell, row by row. */
const bitmaps = Object.values(glyphs).map((glyph) => {
  const cells = new Float64Array(rows * columns)
  glyph.split('/').forEach((row, r) => {
    for (const [c, cell] of [...row].entries()) cells[(r + 1) * columns + c + 1] = Number(cell)
  })
  return cells
})

/** The class of an example. */
export const classOf = (index: number): number => index % letters.length

const degrees = Math.PI / 180

/**
 * How much of each pixel a letter covers, in 0..1: a random scale, turn, shear and place, sampled bilinearly.
 */
export function coverage(letter: number, numbers: Numbers): Float64Array {
  const bitmap = bitmaps[letter] as Float64Array
  const scale = numbers.uniform(2.2, 3.2)
  const angle = numbers.uniform(-12 * degrees, 12 * degrees)
  const shear = numbers.uniform(-0.15, 0.15)
  const right = numbers.uniform(-3, 3)
  const down = numbers.uniform(-3, 3)
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale]
  const covered = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const y = i - (size - 1) / 2 - down
      const x = j - (size - 1) / 2 - right
      const row = (rows - 1) / 2 - sin * x + cos * y
      const column = (columns - 1) / 2 + cos * x + sin * y + shear * (row - (rows - 1) / 2)
      covered[i * size + j] = sampled(bitmap, row, column)
    }
  }
  return covered
}

function sampled(bitmap: Float64Array, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)]
  const [v, u] = [row - top, column - left]
  const at = (r: number, c: number): number =>
    r < 0 || r >= rows || c < 0 || c >= columns ? 0 : (bitmap[r * columns + c] as number)
  const upper = (1 - u) * at(top, left) + u * at(top, left + 1)
  const lower = (1 - u) * at(top + 1, left) + u * at(top + 1, left + 1)
  return (1 - v) * upper + v * lower
}

/** Letters-28: grey letters of 28 × 28 pixels with noise, drawn when they are first read. */
export function render_letters({ count, seed }: { count: number; seed: number }) {
  const draw = (index: number) => {
    const numbers = numbersOf(seed, index)
    const covered = coverage(classOf(index), numbers)
    const intensity = numbers.uniform(0.6, 1)
    return covered.map((g) => Math.min(1, Math.max(0, intensity * g + numbers.normal(0.08))))
  }
  return { ...drawn(count, draw), label: (index: number) => letters[classOf(index)] as string }
}
