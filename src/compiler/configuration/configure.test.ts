import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from '../../grammar/parser.js'
import { diagnose } from '../../messages/catalogue.js'
import { configure } from './configure.js'
import type { Texts } from './definitions.js'

const folder = new URL('../../../tests/programs/', import.meta.url)
const programs = readdirSync(folder).filter((name) => name.endsWith('.ssl'))
const texts: Texts = {
  read: (path) => (programs.includes(path) ? readFileSync(new URL(path, folder), 'utf8') : undefined),
}
const single = (text: string): Texts => ({ read: (path) => (path === 'a.ssl' ? text : undefined) })
const valueAt = (values: ReturnType<typeof configure>['values'], path: string) =>
  values.find((value) => value.path === path)?.value

const pairs = (values: ReturnType<typeof configure>['values']) =>
  Object.fromEntries(values.map(({ path, value }) => [path, value]))

describe('operative configuration', () => {
  test.each(programs)('of %s: giving each value its own value changes nothing', (program) => {
    const { values } = configure(texts, program)
    expect(new Set(values.map(({ path }) => path)).size).toBe(values.length)
    for (const { path, value } of values) {
      const again = configure(texts, program, [`${path}=${value}`])
      expect(again.diagnostics).toEqual([])
      expect(parse(again.texts.read(program) ?? '', program).diagnostics).toEqual([])
      const others = (one: { path: string }) => !path.startsWith(`${one.path}.`)
      expect(pairs(again.values.filter(others))).toMatchObject(pairs(values.filter(others)))
      expect(again.values.find((one) => one.path === path)?.origin.is).toBe('command line')
    }
  })

  test.each([
    ['simclr.ssl', 'train.optimizer.lr.warmup', '2 epochs'],
    ['simclr.ssl', 'f.widths', '[32, 64, 128]'],
    ['simclr.ssl', 'f.norm', 'batch_norm'],
    ['simclr.ssl', 'simclr.batch.size', '256'],
    ['simclr.ssl', 'simclr.nt_xent.temperature', '0.5'],
    ['simclr.ssl', 'view.random_resized_crop.scale', '0.2..1.0'],
    ['simclr.ssl', 'view.flip_horizontal.p', '0.5'],
    ['moco_v2.ssl', 'moco.key.decay', '0.999'],
    ['word2vec.ssl', 'train.cbow.epochs', '5'],
    ['stacked_denoising_autoencoder.ssl', 'train.first.epochs', '10'],
    ['stacked_denoising_autoencoder.ssl', 'train.epochs', undefined],
  ])('%s has %s', (program, path, value) => {
    expect(valueAt(configure(texts, program).values, path)).toBe(value)
  })
})

const program = `let n = 3
pretext p {
  batch x from d, size: 8
  minimize loss_of(
    x,
  )
}
train p {
  epochs: 20
}
`

describe('values on the command line', () => {
  test('take their places, and the lines stay', () => {
    const { texts: changed, values } = configure(single(program), 'a.ssl', [
      'train.steps=5',
      'train.optimizer.lr=0.1',
      'n=4',
    ])
    const text = changed.read('a.ssl') ?? ''
    expect(text).toContain('{ optimizer: adam(lr: 0.1) \n  steps: 5\n')
    expect(text.split('\n')).toHaveLength(program.split('\n').length)
    expect(valueAt(values, 'n')).toBe('4')
    expect(valueAt(values, 'train.epochs')).toBeUndefined()
  })

  test('that are wrong are told at their own text', () => {
    const { diagnostics, texts: changed } = configure(single(program), 'a.ssl', [
      'n=(1',
      'train.epoch=5',
      'train.clip=',
    ])
    expect(diagnostics.map(({ code, span }) => [code, span?.file])).toEqual([
      ['SSL1003', '--set n'],
      ['SSL5901', '--set train.epoch'],
      ['SSL5902', '--set train.clip'],
    ])
    expect(diagnostics[1]?.message).toContain('did you mean train.epochs?')
    expect(changed.read('a.ssl')).toBe(program)
    expect(changed.read('--set n')).toBe('(1')
  })

  test('a setting given twice is refused, not decided by the order', () => {
    const { diagnostics } = configure(single(program), 'a.ssl', ['train.steps=5', 'train.steps=6'])
    expect(diagnostics.map(({ code }) => code)).toEqual(['SSL5903'])
    expect(diagnostics[0]?.message).toContain('given as 5 and as 6')
  })

  test('mistakes found later lead to the given text, and other places to the written file', () => {
    const { texts: changed, relocate } = configure(single(program), 'a.ssl', ['n=12345', 'train.clip=2'])
    const text = changed.read('a.ssl') ?? ''
    const place = (word: string) => {
      const start = text.indexOf(word)
      const span = { file: 'a.ssl', start, end: start + word.length }
      return relocate(diagnose('SSL5113', {}, { span })).span
    }
    const inProgram = (word: string) => ({
      file: 'a.ssl',
      start: program.indexOf(word),
      end: program.indexOf(word) + word.length,
    })
    expect(place('12345')).toEqual({ file: '--set n', start: 0, end: 5 })
    expect(place('2345')).toEqual({ file: '--set n', start: 1, end: 5 })
    expect(place('loss_of')).toEqual(inProgram('loss_of'))
    expect(place('epochs: 20')).toEqual(inProgram('epochs: 20'))
    expect(place('train p')).toEqual(inProgram('train p'))
  })

  test('repeated calls are numbered', () => {
    const text =
      'import std.{augment}\naugment v(x: image[8, 8, 3]) =\n  x |> flip_horizontal |> flip_horizontal(p: 0.1)\n'
    const { values } = configure(single(text), 'a.ssl', ['v.flip_horizontal1.p=0.2'])
    expect(values.map(({ path, value }) => `${path}=${value}`)).toEqual([
      'v.flip_horizontal1.p=0.2',
      'v.flip_horizontal2.p=0.1',
    ])
  })
})
