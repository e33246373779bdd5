import { describe, expect, test } from 'vitest'
import { called, inExample, numbers, parts } from './systems.js'

const grid = (rows: number, columns: number, width: number, shift = 0) =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      Array.from({ length: width }, (_, k) => Math.sin(5 * i + 3 * j + 2 * k + shift + (i * j) / 3)),
    ),
  )

describe('masked autoencoder', () => {
  const patches = Array.from({ length: 16 }, (_, t) => [0, 1, 2].map((p) => Math.cos(2 * t + p)))
  const split = async (example: number) =>
    parts((await called('std.corrupt.split_tokens', { hide: 0.75, x: patches }, { example })).value)

  test('a quarter is shown, the others are hidden, anew for each picture', async () => {
    const [one, two] = [await split(0), await split(1)]
    for (const { shown, hidden } of [one, two]) {
      const [seen, out] = [numbers(shown), numbers(hidden)]
      expect(seen).toHaveLength(4)
      expect(new Set(seen).size).toBe(4)
      expect(out.flatMap((flag, t) => (flag ? [] : [t]))).toEqual([...seen].sort((a, b) => a - b))
    }
    expect(numbers(one.shown)).not.toEqual(numbers(two.shown))
  })

  const settings = { width: 12, depth: 2, heads: 3 }
  const code = async (x: number[][], shown: number[]) =>
    (await called('std.encoders.masked_vit', { ...settings, patches: x, shown })).value as number[][]

  test('the encoder sees the shown patches only, each with its own place', async () => {
    const shown = [1, 6, 11, 12]
    const before = await code(patches, shown)
    const other = patches.map((patch, t) => (shown.includes(t) ? patch : patch.map((v) => v + 1)))
    expect(await code(other, shown)).toEqual(before)
    // In another order the same codes come, in that order: the place belongs to the patch.
    const turned = await code(patches, [12, 11, 6, 1])
    for (const [k, row] of turned.entries()) {
      const expected = k === 0 ? before[0] : before[5 - k]
      for (const [d, value] of row.entries()) expect(value).toBeCloseTo(Number(expected?.[d]), 9)
    }
  })

  test('the loss sees hidden patches only', async () => {
    const hidden = [patches.map((_, t) => t % 4 !== 0)]
    const input = { target: [patches], y: [patches.map((patch) => patch.map((v) => v * v))], hidden }
    const { gradients } = await called('std.losses.masked_patches', input, { grad: ['y', 'target'] })
    const slopes = (gradients?.y as number[][][] | undefined)?.[0] ?? []
    for (const [t, slope] of slopes.entries()) expect(slope.some((v) => v !== 0)).toBe(t % 4 !== 0)
    expect(numbers(gradients?.target).every((slope) => slope === 0)).toBe(true)
  })

  test('to say the mean of every patch costs (P − 1) / P', async () => {
    const y = [patches.map(() => [0, 0, 0])]
    const { value } = await called('std.losses.masked_patches', {
      target: [patches],
      y,
      hidden: [patches.map(() => true)],
    })
    expect(value).toBeCloseTo(2 / 3, 4)
  })
})

describe('contrastive predictive coding', () => {
  const contextOf = async (x: number[][][]) =>
    (await called('std.encoders.grid_context', { width: 4, depth: 3, x })).value as number[][][]

  test('a context knows its row and those above, none below', async () => {
    const x = grid(5, 4, 6)
    const before = await contextOf(x)
    const after = await contextOf([...x.slice(0, 3), ...grid(2, 4, 6, 9)])
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3))
    for (const row of [3, 4]) expect(after[row]).not.toEqual(before[row])
  })

  test('28 pixels are 6 × 6 patches of 8, half of each shared with the next', async () => {
    const x = grid(28, 28, 1)
    const patches = (await called('std.layers.patch_grid', { size: 8, stride: 4, x }))
      .value as number[][][][][]
    expect([patches.length, patches[0]?.length, patches[0]?.[0]?.length]).toEqual([6, 6, 8])
    expect(patches[2]?.[3]?.[1]?.[5]).toEqual(x[9]?.[17])
    expect(patches[0]?.[0]?.slice(4).map((row) => row.slice(0, 8))).toEqual(patches[1]?.[0]?.slice(0, 4))
  })

  test('patches are encoded one by one: another neighbour changes nothing', async () => {
    const setting = { widths: [3, 4], out: 5 }
    const alone = await called(inExample('cpc_images.patch_code'), { ...setting, x: [grid(8, 8, 1)] })
    const beside = await called(inExample('cpc_images.patch_code'), {
      ...setting,
      x: [grid(8, 8, 1), grid(8, 8, 1, 4)],
    })
    expect((beside.value as number[][])[0]).toEqual((alone.value as number[][])[0])
    const normed = { widths: [3, 4], out: 5 }
    const one = await called(inExample('cpc_v2.patch_code'), { ...normed, x: [grid(8, 8, 3)] })
    const two = await called(inExample('cpc_v2.patch_code'), {
      ...normed,
      x: [grid(8, 8, 3), grid(8, 8, 3, 4)],
    })
    expect((two.value as number[][])[0]).toEqual((one.value as number[][])[0])
  })

  test('a mirrored picture has its columns of patches in reverse, each mirrored', async () => {
    const x = grid(28, 28, 1)
    const mirrored = x.map((row) => [...row].reverse())
    const of = async (given: number[][][]) =>
      (await called('std.layers.patch_grid', { size: 8, stride: 4, x: given })).value as number[][][][][]
    const [one, two] = [await of(x), await of(mirrored)]
    for (const [r, row] of two.entries())
      for (const [s, patch] of row.entries())
        expect(patch.map((line) => [...line].reverse())).toEqual(one[r]?.[5 - s])
  })

  test('each offset has a matrix of its own, without bias', async () => {
    const c = [0.3, -0.7, 0.5]
    const { value } = await called('std.heads.step_predictions', { steps: 2, out: 4, c })
    const [near, far] = value as number[][]
    expect(near).not.toEqual(far)
    const none = await called('std.heads.step_predictions', { steps: 2, out: 4, c: [0, 0, 0] })
    expect(numbers(none.value).every((one) => one === 0)).toBe(true)
  })

  test('a perfect prediction of the wrong row, above in place of below, is not rewarded', async () => {
    // Codes of one image that are the row's own unit vector; a prediction names a row.
    const rows = 4
    const unit = (row: number) => Array.from({ length: rows }, (_, k) => (k === row ? 9 : 0))
    const z = [Array.from({ length: rows }, (_, r) => [unit(r)])]
    const lossOf = async (step: number) => {
      const p = [Array.from({ length: rows }, (_, r) => [[unit((r + step + rows) % rows)]])]
      return Number((await called('std.losses.cpc_grid', { skip: 1, p, z })).value)
    }
    expect(await lossOf(2)).toBeLessThan(0.01)
    expect(await lossOf(1)).toBeGreaterThan(1)
    expect(await lossOf(-1)).toBeGreaterThan(1)
  })

  test('four quarter turns of the grid are none', async () => {
    const z = grid(4, 4, 3)
    let turned: unknown = z
    for (let turn = 0; turn < 4; turn++)
      turned = (await called('std.augment.quarter_turn', { x: turned })).value
    expect(turned).toEqual(z)
  })

  test('a disguise leaves one channel, its own choice for each patch', async () => {
    const x = grid(8, 8, 3).map((row) => row.map((pixel) => pixel.map((v) => 0.5 + v / 3)))
    const kept = async (example: number) => {
      const { value } = await called(inExample('cpc_v2.disguise'), { x }, { example })
      const pixels = (value as number[][][]).flat()
      return [0, 1, 2].filter((c) => pixels.some((pixel) => Math.abs(Number(pixel[c])) > 0.01))
    }
    const choices = await Promise.all(Array.from({ length: 12 }, (_, example) => kept(example)))
    for (const choice of choices) expect(choice).toHaveLength(1)
    expect(new Set(choices.flat()).size).toBeGreaterThan(1)
  })
})
