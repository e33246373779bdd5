import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { checkModule, configure, evaluateModule } from '../../src/compiler/index.js'
import type { Pretext } from '../../src/program/index.js'
import { idx } from '../cli/idx.js'

const examples = fileURLToPath(new URL('../../examples/', import.meta.url))

/** One of the examples, made small enough for a test. */
export interface Small {
  readonly file: string
  readonly pretext: string
  readonly set: readonly string[]
  /** Text that no setting reaches, and what takes its place. */
  readonly replace?: readonly (readonly [string, string])[]
}

const encoder = ['f.widths=[4, 6]'] as const

/** The programs that run on the data beside them. Batches of 8, so that 40 examples are 5 steps an epoch. */
export const smallPrograms: readonly Small[] = [
  {
    file: 'simclr.ssl',
    pretext: 'simclr',
    set: [...encoder, 'g.hidden=8', 'g.out=6', 'simclr.batch.size=8'],
  },
  {
    file: 'moco_v2.ssl',
    pretext: 'moco',
    set: [...encoder, 'g.hidden=8', 'g.out=6', 'moco.batch.size=8'],
    replace: [['unit[4096, 64]', 'unit[24, 6]']],
  },
  {
    file: 'byol.ssl',
    pretext: 'byol',
    set: [
      ...encoder,
      'g.hidden=8',
      'g.out=6',
      'predict.hidden=8',
      'predict.out=6',
      'byol.batch.size=8',
      'train.epochs=5',
      'train.optimizer.lr.warmup=2 steps',
      // Eight pictures, some nearly black, would make batch norm blow rounding up.
      'view.color_jitter.brightness=0.4',
      'view.color_jitter.contrast=0.4',
    ],
  },
  { file: 'rotation.ssl', pretext: 'rotation', set: [...encoder, 'g.hidden=8', 'rotation.batch.size=8'] },
  { file: 'denoising_autoencoder.ssl', pretext: 'denoising', set: ['f.out=12', 'denoising.batch.size=8'] },
]

/** The pretext of a small program, as the compiler makes it. Throws where the program has a diagnostic. */
export function pretextOf({ file, pretext, set, replace = [] }: Small): Pretext {
  const written = readFileSync(join(examples, file), 'utf8')
  const text = replace.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`)
    return before.replace(from, to)
  }, written)
  const { texts, diagnostics } = configure({ read: (path) => (path === file ? text : undefined) }, file, set)
  const checked = checkModule(file, texts)
  const module = evaluateModule(checked.modules, file)
  const wrong = [...diagnostics, ...checked.diagnostics, ...module.diagnostics]
  if (wrong.length > 0) throw new Error(wrong.map(({ code, message }) => `${code}: ${message}`).join('\n'))
  return module.values.get(pretext) as Pretext
}

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sslang-steps-'))
  folders.push(folder)
  return folder
}

const side = 28

/** A folder with `count` synthetic pictures under the names that the examples read: a bright blob on noise. */
export function dataFolder(count: number): string {
  const root = temporaryFolder()
  const folder = join(root, 'data', 'fashion')
  mkdirSync(folder, { recursive: true })
  const images = idx([count, side, side], (index) => {
    const example = Math.floor(index / (side * side))
    const [row, column] = [Math.floor(index / side) % side, index % side]
    const far = Math.hypot(row - 6 - (example % 5) * 4, column - 6 - ((example * 3) % 5) * 4)
    return Math.min(255, Math.round(200 * Math.exp(-far / 6) + ((index * 37 + example * 11) % 55)))
  })
  const labels = idx([count], (example) => example % 5)
  for (const part of ['train', 'test']) {
    writeFileSync(join(folder, `${part}-images.gz`), images)
    writeFileSync(join(folder, `${part}-labels.gz`), labels)
  }
  return root
}
