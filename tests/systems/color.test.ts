import { describe, expect, test } from 'vitest'
import { render_color_letters } from '../../examples/data/color_letters.js'
import { called, numbers, type Small, trained, under } from './systems.js'

const lab = async (x: unknown) => numbers((await called('std.color.to_lab', { x })).value)

describe('colours', () => {
  test.each([
    ['white', [1, 1, 1], [100, 0, 0]],
    ['black', [0, 0, 0], [0, 0, 0]],
    ['red', [1, 0, 0], [53.24, 80.09, 67.2]],
    ['green', [0, 1, 0], [87.74, -86.18, 83.18]],
    ['blue', [0, 0, 1], [32.3, 79.19, -107.86]],
  ])('%s in Lab', async (_, x, expected) => {
    for (const [k, value] of (await lab(x)).entries())
      expect(Math.abs(value - (expected[k] ?? 0))).toBeLessThan(0.011)
  })

  test('Lab and back', async () => {
    const steps = [0, 0.02, 0.3, 0.7, 1]
    const x = steps.map((r) => steps.flatMap((g) => steps.map((b) => [r, g, b])))
    const y = (await called('std.color.to_lab', { x })).value
    const back = numbers((await called('std.color.from_lab', { x: y })).value)
    for (const [k, value] of x.flat(2).entries())
      expect(Math.abs(value - (back[k] ?? -1))).toBeLessThan(0.5 / 255)
  })

  test('every colour lies near a centre of the grid of 313', async () => {
    const steps = Array.from({ length: 11 }, (_, k) => k / 10)
    const x = steps.map((r) => steps.flatMap((g) => steps.map((b) => [r, g, b])))
    const colors = await lab(x)
    const grid = await centres()
    expect(grid).toHaveLength(313)
    for (let k = 0; k < colors.length; k += 3) {
      const far = grid.map(([a = 0, b = 0]) => Math.hypot(a - (colors[k + 1] ?? 0), b - (colors[k + 2] ?? 0)))
      expect(Math.min(...far)).toBeLessThan(7.2)
    }
  })

  test('a certain prediction is decoded to its centre', async () => {
    const grid = (await centres()).slice(100, 120)
    for (const q of [0, 7, 19]) {
      const logits = grid.map((_, k) => (k === q ? 500 : 0))
      expect((await called('std.losses.annealed_mean', { logits, grid })).value).toEqual(grid[q])
    }
  })
})

/** The grid of the library. */
async function centres(): Promise<number[][]> {
  const { checkModule, evaluateModule } = await import('../../src/compiler/index.js')
  const { modules } = checkModule('std.losses', { read: () => undefined })
  return evaluateModule(modules, 'std.losses').values.get('ab_grid') as number[][]
}

const drawn = render_color_letters({ count: 4, seed: 9 })
const pictures = [0, 1, 2, 3].map((index) => drawn.read(index))

describe('examples/colorization.ssl', () => {
  const small = (given: readonly ArrayLike<number>[]): Small => ({
    file: 'colorization.ssl',
    pretext: 'colorization',
    set: ['f.colorizer.widths=[3, 4, 4]', 'g.width=4', 'colorization.batch.size=4'],
    shape: [28, 28, 3],
    pictures: given,
  })

  test('a picture without colour counts nothing', async () => {
    const gray = pictures.map((picture) =>
      Float32Array.from(picture, (_, k) => picture[k - (k % 3)] as number),
    )
    const { metrics } = await trained(small(gray), 1)
    expect(metrics[0]?.loss).toBe(0)
    expect(metrics[0]?.gradient_norm).toBe(0)
    expect((await trained(small(pictures), 1)).metrics[0]?.loss).toBeGreaterThan(10)
  })

  test('the prior stays a distribution and moves towards what occurs', async () => {
    const { variables } = await trained(small(pictures), 2)
    const [first = [], second = []] = [1, 2].map((step) => Array.from(variables[step]?.prior ?? []))
    expect(first).toHaveLength(49)
    for (const prior of [first, second]) expect(prior.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    expect(Math.min(...second)).toBeCloseTo(0.99 ** 2 / 49, 6)
    expect(Math.max(...second)).toBeGreaterThan(1 / 49)
  })
})

describe('examples/split_brain.ssl', () => {
  const hue = 'minimize pixel_cross_entropy(hues, hue) over f1, to_hue'
  const light = 'minimize pixel_cross_entropy(lights, light) over f2, to_light'
  const small = (replace: Small['replace'] = [], given = pictures): Small => ({
    file: 'split_brain.ssl',
    pretext: 'split_brain',
    set: [
      'f1.half.widths=[3, 4, 4]',
      'f2.half.widths=[3, 4, 4]',
      'split_brain.batch.size=4',
      'train.optimizer=sgd(lr: 0.01)',
    ],
    replace,
    shape: [28, 28, 3],
    pictures: given,
  })

  test('no gradient passes from one half to the other', async () => {
    const plain = (await trained(small(), 1)).variables[1]
    const louder = (await trained(small([[light, light.replace('pixel', '3 * pixel')]]), 1)).variables[1]
    expect(under(louder, 'f1', 'to_hue')).toEqual(under(plain, 'f1', 'to_hue'))
    expect(under(louder, 'f2', 'to_light')).not.toEqual(under(plain, 'f2', 'to_light'))
    const other = (await trained(small([[hue, hue.replace('pixel', '3 * pixel')]]), 1)).variables[1]
    expect(under(other, 'f2', 'to_light')).toEqual(under(plain, 'f2', 'to_light'))
    expect(under(other, 'f1', 'to_hue')).not.toEqual(under(plain, 'f1', 'to_hue'))
  })

  test('each half is blind to what the other sees', async () => {
    const x = Array.from({ length: 28 }, (_, i) =>
      Array.from({ length: 28 }, (_, j) =>
        Array.from(pictures[0]?.slice(3 * (28 * i + j), 3 * (28 * i + j) + 3) ?? []),
      ),
    )
    const gray = x.map((row) => row.map((pixel) => pixel.map(() => pixel[1] ?? 0)))
    const chroma = numbers((await called('std.color.chroma', { x: gray })).value)
    // What sees colour sees nothing of a grey letter.
    expect(Math.max(...chroma.map(Math.abs))).toBeLessThan(1e-2)
    const lightness = numbers((await called('std.color.lightness', { x })).value)
    const whole = await lab(x)
    expect(lightness).toEqual(whole.filter((_, k) => k % 3 === 0))
  })
})
