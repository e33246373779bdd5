import { describe, expect, test } from 'vitest'
import { render_letters } from '../../examples/data/letters.js'
import { called, numbers, parts, type Small, trained, under } from './systems.js'

/** A picture of 28 × 28 numbers strictly between 0 and 1. */
const clean = Array.from({ length: 784 }, (_, j) => 0.1 + (0.8 * ((j * 37) % 101)) / 100)

async function corrupted(name: string, settings: object, key: object = {}) {
  const { value } = await called(`std.corrupt.${name}`, { ...settings, x: clean }, key)
  const { noisy, selected } = parts(value)
  return { noisy: numbers(noisy), selected: numbers(selected) }
}

const share = (selected: readonly number[]) => selected.reduce((sum, one) => sum + one, 0) / selected.length

/** Six standard deviations of a share of n independent choices. */
const slack = (rate: number, n: number) => 6 * Math.sqrt((rate * (1 - rate)) / n)

describe('corruptions', () => {
  test.each(['masking_noise', 'salt_and_pepper'])('%s chooses each component with its rate', async (name) => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, example) => corrupted(name, { rate: 0.25 }, { example })),
    )
    const selected = all.flatMap((one) => one.selected)
    expect(Math.abs(share(selected) - 0.25)).toBeLessThan(slack(0.25, selected.length))
    const both = all.slice(1).flatMap((one, k) => one.selected.map((s, j) => s * (all[k]?.selected[j] ?? 0)))
    expect(Math.abs(share(both) - 0.0625)).toBeLessThan(slack(0.0625, both.length))
  })

  test('masking with an exact count chooses that many, others for another example or epoch', async () => {
    const here = await corrupted('exact_masking_noise', { rate: 0.3 })
    expect(here.selected.reduce((sum, one) => sum + one, 0)).toBe(Math.floor(0.3 * 784))
    const [other, later] = await Promise.all([
      corrupted('exact_masking_noise', { rate: 0.3 }, { example: 1 }),
      corrupted('exact_masking_noise', { rate: 0.3 }, { step: 1 }),
    ])
    expect(other.selected).not.toEqual(here.selected)
    expect(later.selected).not.toEqual(here.selected)
  })

  test('masking sets what it chose to 0 and leaves the rest', async () => {
    const { noisy, selected } = await corrupted('masking_noise', { rate: 0.3 })
    for (const [j, value] of noisy.entries()) expect(value).toBe(selected[j] ? 0 : clean[j])
  })

  test('salt and pepper gives 0 or 1 by a fair coin where it chose', async () => {
    const { noisy, selected } = await corrupted('salt_and_pepper', { rate: 0.5 })
    for (const [j, value] of noisy.entries()) expect(selected[j] ? [0, 1] : [clean[j]]).toContain(value)
    const grains = noisy.filter((_, j) => selected[j])
    expect(Math.abs(share(grains) - 0.5)).toBeLessThan(slack(0.5, grains.length))
  })

  test('Gaussian noise touches all, has its deviation and is not clipped', async () => {
    const { noisy, selected } = await corrupted('gaussian_noise', { sigma: 0.5 })
    expect(share(selected)).toBe(1)
    const squares = noisy.map((value, j) => (value - (clean[j] as number)) ** 2)
    expect(Math.sqrt(share(squares))).toBeCloseTo(0.5, 1)
    expect(Math.min(...noisy)).toBeLessThan(0)
    expect(Math.max(...noisy)).toBeGreaterThan(1)
  })

  test.each([
    ['masking_noise', { rate: 0 }],
    ['exact_masking_noise', { rate: 0 }],
    ['salt_and_pepper', { rate: 0 }],
    ['gaussian_noise', { sigma: 0 }],
  ])('%s of nothing changes nothing', async (name, settings) => {
    expect((await corrupted(name, settings)).noisy).toEqual(clean)
  })
})

const data = render_letters({ count: 16, seed: 5 })
const pictures = Array.from({ length: 16 }, (_, index) => data.read(index))

describe('examples/denoising_autoencoder.ssl', () => {
  const small = (set: readonly string[]): Small => ({
    file: 'denoising_autoencoder.ssl',
    pretext: 'denoising',
    set: ['f.out=5', 'denoising.batch.size=8', ...set],
    shape: [784],
    pictures,
  })

  test('without noise all corruptions are one and the same autoencoder', async () => {
    const kinds = ['masking', 'exact_masking', 'salt_and_pepper', 'gaussian']
    const losses = await Promise.all(
      kinds.map(async (kind) => {
        // All is "corrupted" by Gaussian noise: the weights must not tell.
        const set = [`corruption="${kind}"`, 'level=0%', 'alpha=1', 'beta=1']
        return (await trained(small(set), 2)).metrics.map(({ loss }) => loss)
      }),
    )
    for (const one of losses) expect(one).toEqual(losses[0])
    expect(losses[0]?.[1]).not.toBe(losses[0]?.[0])
  })

  test('another corruption is refused in its own words', async () => {
    await expect(trained(small(['corruption="blur"']), 1)).rejects.toThrow('masking, exact_masking')
  })
})

describe('examples/stacked_denoising_autoencoder.ssl', () => {
  const small: Small = {
    file: 'stacked_denoising_autoencoder.ssl',
    pretext: 'sdae',
    set: ['f1.out=6', 'f2.out=4', 'sdae.batch.size=8'],
    shape: [784],
    pictures,
  }

  test('a layer is trained while all others keep every bit', async () => {
    // Two steps an epoch, ten epochs of the first stage.
    const { variables, metrics } = await trained(small, 22)
    const [start, between, end] = [variables[0], variables[20], variables[22]]
    expect(under(between, 'f2', 'g2')).toEqual(under(start, 'f2', 'g2'))
    expect(under(between, 'f1', 'g1')).not.toEqual(under(start, 'f1', 'g1'))
    expect(under(end, 'f1', 'g1')).toEqual(under(between, 'f1', 'g1'))
    expect(under(end, 'f2', 'g2')).not.toEqual(under(between, 'f2', 'g2'))
    expect(metrics[19]?.loss).toBeLessThan(metrics[0]?.loss ?? 0)
  })
})
