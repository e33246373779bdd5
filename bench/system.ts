import { readFileSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configure } from '../src/compiler/configuration/configure.js'
import { elaborate } from '../src/compiler/elaborate/elaborate.js'
import { checkModule } from '../src/compiler/index.js'
import type { Values } from '../src/engines/engine.js'
import { count } from '../src/graph/count.js'
import type { StepProgram } from '../src/program/step/program.js'
import { feeds } from '../src/runtime/run/plan.js'

/** The programs of bench/programs that have a peer in bench/peers/steps.py. */
export const systems = [
  'simclr',
  'simclr_narrow',
  'simclr_resnet18',
  'moco',
  'byol',
  'barlow',
  'dae',
  'rotation',
] as const

const encoder = 'f.widths=[4, 8]'

/** Settings that make each small, as `--small` does in bench/peers/steps.py. */
export const small: Readonly<Record<(typeof systems)[number], readonly string[]>> = {
  simclr: [encoder, 'g.hidden=8', 'g.out=6', 'simclr.batch.size=6'],
  simclr_narrow: [encoder, 'g.hidden=8', 'g.out=6', 'simclr_narrow.batch.size=6'],
  simclr_resnet18: [encoder, 'g.hidden=8', 'g.out=6', 'simclr_resnet18.batch.size=6'],
  moco: [encoder, 'g.hidden=8', 'moco.batch.size=8'],
  byol: [encoder, 'g.hidden=8', 'g.out=6', 'predict.hidden=8', 'predict.out=6', 'byol.batch.size=6'],
  barlow: [encoder, 'g.hidden=6', 'g.out=6', 'barlow.batch.size=6'],
  dae: ['f.out=10', 'dae.batch.size=6'],
  rotation: [encoder, 'rotation.batch.size=6'],
}

/** The training graph of one of them, with settings as `--set` takes them. */
export function programOf(name: string, set: readonly string[] = []): StepProgram {
  const folder = pathToFileURL(resolve('bench/programs') + sep)
  const disk = {
    read: (path: string) =>
      path.startsWith('std.') ? undefined : readFileSync(new URL(path, folder), 'utf8'),
  }
  const entry = `${name}.ssl`
  const sources = set.length > 0 ? configure(disk, entry, set).texts : disk
  const { modules, diagnostics } = checkModule(entry, sources)
  const data = Object.fromEntries(['pairs', 'flat', 'pictures'].map((one) => [one, { count: 4096 }]))
  const elaborated = elaborate(modules, entry, { data })
  const program = elaborated.pretexts[name]
  if (!program) throw new Error(JSON.stringify([...diagnostics, ...elaborated.diagnostics]))
  return program
}

/** What a step is fed: a batch that is the same in all steps, and the draws of that step. */
export function fedTo(program: StepProgram, step: number): Values {
  const { size, data } = program.batch
  const uniform = data.name === 'flat'
  return feeds(program, 'step', {
    step,
    stageStep: step,
    steps: 1000,
    stepsPerEpoch: 64,
    seed: 0,
    examples: Int32Array.from({ length: size }, (_, example) => example),
    fields: data.fields.map(({ shape }) => noise(size * count(shape), uniform)),
  })
}

/** Numbers about normal, or in 0..1, the same each time. */
function noise(length: number, uniform: boolean): Float32Array {
  let state = 12345
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 24
  }
  return Float32Array.from({ length }, () => (uniform ? next() : next() + next() + next() + next() - 2))
}
