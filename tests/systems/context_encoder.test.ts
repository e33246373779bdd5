import { describe, expect, test } from 'vitest'
import { called, inExample, numbers, parts, type Small, trained, under } from './systems.js'

/** A picture whose every value is its own. */
const picture = (size: number, shift = 0) =>
  Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      [0, 1, 2].map((c) => 0.1 + (0.8 * ((i * 31 + j * 17 + c * 7 + shift) % 97)) / 97),
    ),
  )

describe('holes', () => {
  test('the painted centre hides it, all else keeps every bit', async () => {
    const [size, color] = [6, [0.3, 0.4, 0.5]]
    const seen = async (x: number[][][]) =>
      (await called('std.corrupt.paint_center', { size, color, x })).value as number[][][]
    const x = picture(12)
    const other = x.map((row, i) =>
      row.map((pixel, j) => (i >= 3 && i < 9 && j >= 3 && j < 9 ? pixel.map((v) => 1 - v) : pixel)),
    )
    const got = await seen(x)
    expect(await seen(other)).toEqual(got)
    for (const [i, row] of got.entries())
      for (const [j, pixel] of row.entries()) {
        const inside = i >= 3 && i < 9 && j >= 3 && j < 9
        expect(pixel).toEqual(inside ? color : x[i]?.[j])
      }
  })

  test.each([
    ['random_blocks', { count: 3, size: 4 }],
    ['random_region', { share: 0.25, coarse: 4 }],
  ])('%s: what is dropped has the colour, all else keeps every bit', async (name, settings) => {
    const [color, x] = [[0.3, 0.4, 0.5], picture(12)]
    const masks = new Set<string>()
    for (let example = 0; example < 10; example++) {
      const { value } = await called(`std.corrupt.${name}`, { ...settings, color, x }, { example })
      const [seen, dropped] = [parts(value).seen as number[][][], parts(value).dropped as number[][]]
      for (const [i, row] of seen.entries())
        for (const [j, pixel] of row.entries()) expect(pixel).toEqual(dropped[i]?.[j] ? color : x[i]?.[j])
      const count = numbers(dropped).reduce((sum, one) => sum + one, 0)
      if (name === 'random_region') expect(count).toBe(36)
      else expect(count).toBeGreaterThanOrEqual(16)
      if (name === 'random_blocks') expect(count).toBeLessThanOrEqual(48)
      masks.add(numbers(dropped).join(''))
    }
    expect(masks.size).toBe(10)
  })

  test('a composite keeps all that was seen and shows the block in the hole', async () => {
    const [x, block] = [picture(12), picture(8, 5)]
    const { value } = await called(inExample('context_encoder.composite'), { size: 4, x, block })
    for (const [i, row] of (value as number[][][]).entries())
      for (const [j, pixel] of row.entries()) {
        const inside = i >= 4 && i < 8 && j >= 4 && j < 8
        expect(pixel).toEqual(inside ? block[i - 2]?.[j - 2] : x[i]?.[j])
      }
  })
})

test('channel-wise layer: a channel changes only itself', async () => {
  const x = picture(4)
  const changed = x.map((row) => row.map(([r = 0, g = 0, b = 0]) => [r, g + 1, b]))
  const answer = async (given: number[][][]) =>
    numbers((await called('std.layers.channelwise', { x: given })).value)
  const [one, two] = [await answer(x), await answer(changed)]
  for (const [k, value] of one.entries()) {
    if (k % 3 === 1) expect(two[k]).not.toBe(value)
    else expect(two[k]).toBe(value)
  }
})

describe('examples/context_encoder.ssl', () => {
  const objectives = {
    generator: 'adversarial * generator_loss(d(painted))',
    critic: 'minimize discriminator_loss(d(real), d(painted)) over d',
  }
  const small = (set: readonly string[], replace: Small['replace'] = []): Small => ({
    file: 'context_encoder.ssl',
    pretext: 'context_encoder',
    set: [
      'hole=16',
      'overlap=2',
      'f.context.widths=[3, 4, 4]',
      'g.widths=[3]',
      'd.widths=[3]',
      'context_encoder.batch.size=2',
      'train.optimizer=sgd(lr: 0.1)',
      'train.optimizer.d=sgd(lr: 0.1)',
      ...set,
    ],
    replace: [
      ['photos: image[64, 64, 3]', 'photos: image[32, 32, 3]'],
      ['held_out: image[64, 64, 3]', 'held_out: image[32, 32, 3]'],
      ...replace,
    ],
    shape: [32, 32, 3],
    pictures: [picture(32).flat(2), picture(32, 40).flat(2)],
  })

  test('what one player minimises never moves the other', async () => {
    const plain = await trained(small([]), 1)
    const fooled = await trained(small(['adversarial=0.5']), 1)
    const strict = await trained(
      small([], [[objectives.critic, objectives.critic.replace('discriminator', '3 * discriminator')]]),
      1,
    )
    const [after, other, third] = [plain, fooled, strict].map(({ variables }) => variables[1])
    expect(under(other, 'd')).toEqual(under(after, 'd'))
    expect(under(other, 'f', 'g')).not.toEqual(under(after, 'f', 'g'))
    expect(under(third, 'f', 'g')).toEqual(under(after, 'f', 'g'))
    expect(under(third, 'd')).not.toEqual(under(after, 'd'))
  })

  test('without the adversarial term the critic has no say in the painting', async () => {
    const off = await trained(small(['adversarial=0']), 1)
    const gone = await trained(small(['adversarial=0'], [[objectives.generator, '0']]), 1)
    expect(under(off.variables[1], 'f', 'g')).toEqual(under(gone.variables[1], 'f', 'g'))
  })
})
