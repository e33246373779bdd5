import { describe, expect, test } from 'vitest'
import { called, inExample, numbers, parts } from './systems.js'

/** A picture whose pixels say where they are: row · size + column. */
const places = (size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => [(i * size + j) / size ** 2]))

/** Where the corner of a patch of such a picture lies, and that all of it hangs together. */
function cornerOf(patch: unknown, size: number): [number, number] {
  const at = (patch as number[][][]).map((row) => row.map(([value = 0]) => Math.round(value * size ** 2)))
  const corner = at[0]?.[0] ?? Number.NaN
  for (const [i, row] of at.entries())
    for (const [j, one] of row.entries()) expect(one).toBe(corner + i * size + j)
  return [Math.floor(corner / size), corner % size]
}

describe('patches of relative positions', () => {
  const [size, gap, jitter, side] = [8, 4, 1, 40]
  const x = places(side)
  const directions = [
    [-1, -1],
    [0, -1],
    [1, -1],
    [-1, 0],
    [1, 0],
    [-1, 1],
    [0, 1],
    [1, 1],
  ] as const

  const drawn = Promise.all(
    Array.from({ length: 200 }, async (_, example) => {
      const { value } = await called(
        inExample('relative_position.patch_pair'),
        { size, gap, jitter, x },
        { example },
      )
      const { first, second, position } = parts(value)
      return { first: cornerOf(first, side), second: cornerOf(second, side), position: Number(position) }
    }),
  )

  test('the second lies on the side that the label says, a gap away, up to the jitter of both', async () => {
    for (const { first, second, position } of await drawn) {
      const [right, down] = directions[position] as (typeof directions)[number]
      expect(Math.abs(second[0] - first[0] - (size + gap) * down)).toBeLessThanOrEqual(2 * jitter)
      expect(Math.abs(second[1] - first[1] - (size + gap) * right)).toBeLessThanOrEqual(2 * jitter)
      // No pixel of one is in the other, and none touches: gap > 2 jitter.
      const apart = [0, 1].map((axis) => Math.abs((second[axis] ?? 0) - (first[axis] ?? 0)))
      expect(Math.max(...apart)).toBeGreaterThan(size)
    }
  })

  test('all sides are as likely; both patches and both axes jitter by themselves', async () => {
    const all = await drawn
    for (let side = 0; side < 8; side++) {
      // 25 expected, deviation 4.7.
      expect(all.filter(({ position }) => position === side).length).toBeGreaterThan(4)
      expect(all.filter(({ position }) => position === side).length).toBeLessThan(54)
    }
    const offsets = all.map(({ first, second, position }) => {
      const [right, down] = directions[position] as (typeof directions)[number]
      const cell = size + gap
      return `${second[0] - first[0] - cell * down} ${second[1] - first[1] - cell * right}`
    })
    // Each axis takes −2..2: with a jitter in common it would be 0 alone.
    expect(new Set(offsets).size).toBeGreaterThan(15)
  })

  test('opposite sides add up to 7', () => {
    for (const [position, [right, down]] of directions.entries())
      expect(directions[7 - position]).toEqual([-right || 0, -down || 0].map((one) => one + 0))
  })

  test('a picture without room for three patches is refused', async () => {
    const narrow = { size, gap, jitter, x: places(30) }
    await expect(called(inExample('relative_position.patch_pair'), narrow)).rejects.toThrow('no room')
  })
})

test('dropping colours keeps one channel and makes the others faint noise', async () => {
  const x = places(6).map((row) => row.map(([v = 0]) => [v, 0.5 + v / 2, 1 - v]))
  const kept = new Set<number>()
  for (let example = 0; example < 12; example++) {
    const { value } = await called('std.augment.drop_colors', { noise: 0.002, x }, { example })
    const y = value as number[][][]
    const same = [0, 1, 2].filter((c) => y.every((row, i) => row.every((p, j) => p[c] === x[i]?.[j]?.[c])))
    expect(same).toHaveLength(1)
    kept.add(same[0] as number)
    const others = y.flat().flatMap((pixel) => pixel.filter((_, c) => c !== same[0]))
    expect(Math.max(...others.map(Math.abs))).toBeLessThanOrEqual(0.002)
  }
  expect(kept.size).toBe(3)
})

describe('puzzles', () => {
  const [grid, tile, side] = [2, 12, 28]
  const puzzles = [
    [0, 1, 2, 3],
    [1, 0, 3, 2],
    [3, 2, 1, 0],
  ]

  test('slot s shows a piece of cell π(s), each tile from a place of its own', async () => {
    const seen = new Set<number>()
    const within = new Set<string>()
    for (let example = 0; example < 40; example++) {
      const input = { grid, tile, puzzles, x: places(side) }
      const { tiles, puzzle } = parts((await called(inExample('jigsaw.scramble'), input, { example })).value)
      seen.add(Number(puzzle))
      const shifts = (tiles as unknown[]).map((one, slot) => {
        const source = puzzles[Number(puzzle)]?.[slot] ?? Number.NaN
        const [row, column] = cornerOf(one, side)
        const shift = [row - 14 * Math.floor(source / grid), column - 14 * (source % grid)]
        for (const one of shift) expect([0, 1, 2]).toContain(one)
        return shift.join()
      })
      if (new Set(shifts).size > 1) within.add(shifts.join(' '))
    }
    expect(seen.size).toBe(3)
    expect(within.size).toBeGreaterThan(30)
  })

  test('tiles that do not fit their cells are refused', async () => {
    const input = { grid, tile: 15, puzzles, x: places(side) }
    await expect(called(inExample('jigsaw.scramble'), input)).rejects.toThrow('fit into its cell')
  })

  test('brightness and contrast of a tile do not reach the network', async () => {
    const tile = places(6).map((row, i) => row.map(([v = 0], j) => [v + ((i * j) % 3) / 4]))
    const normal = async (x: unknown) =>
      numbers((await called('std.prelude.standardize_map', { eps: 1e-12, x })).value)
    const bright = tile.map((row) => row.map(([v = 0]) => [0.2 + 0.3 * v]))
    const [one, two] = [await normal(tile), await normal(bright)]
    for (const [k, value] of one.entries()) expect(two[k]).toBeCloseTo(value, 8)
  })
})

test('four turns of a picture: pixels only move, counter-clockwise', async () => {
  const x = places(5)
  const turns = (await called(inExample('rotation.four_turns'), { x })).value as number[][][][]
  const sorted = (one: unknown) => numbers(one).sort((a, b) => a - b)
  for (const one of turns) expect(sorted(one)).toEqual(sorted(x))
  expect(turns[0]).toEqual(x)
  // The upper right corner comes to the upper left, to the lower left, to the lower right.
  const corner = x[0]?.[4]
  expect([turns[1]?.[0]?.[0], turns[2]?.[4]?.[0], turns[3]?.[4]?.[4]]).toEqual([corner, corner, corner])
})
