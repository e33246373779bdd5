import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initialValues } from '../src/program/step/initial-values.js'
import type { StepProgram } from '../src/program/step/program.js'
import { initialFrom } from '../src/runtime/checkpoint/init.js'
import { type Tensor, writeSafetensors } from '../src/runtime/checkpoint/safetensors.js'
import { engineNamed } from '../src/runtime/engine/choose.js'
import { tuned } from '../src/runtime/engine/tuned.js'
import { namesOf, startedFromFile } from './names.js'
import { fedTo, programOf, small, systems } from './system.js'

// The losses of five steps from the same weights, batches and draws: ours and PyTorch's, to four decimals. With
// `--write` the small forms, whose weights and losses `npm test` compares all engines with.
//   npm run bench -- equal
//   npm run bench -- equal --write

const python = process.env.PYTHON ?? 'python3'
const write = process.argv.includes('--write')
const fixtures = 'tests/torch'

/** What PyTorch is fed: the batch, what a masking draw chose, and the queue that the program starts with. */
function fedToPeer(program: StepProgram): Record<string, Tensor> {
  const tensors: Record<string, Tensor> = {}
  const { data, inputs, size } = program.batch
  for (let step = 0; step < 5; step++) {
    for (const [name, values] of Object.entries(fedTo(program, step))) {
      const shape = [size, ...(data.fields[0]?.shape ?? [])]
      const floats = Float32Array.from(values)
      if (inputs.includes(name)) tensors[`${step}.x`] = { shape, values: floats }
      else if (program.draws[name]) tensors[`${step}.masked`] = { shape, values: floats }
    }
  }
  const keys = program.variables.keys && initialValues(program, 0).keys
  if (keys) tensors.keys = { shape: [keys.length / 64, 64], values: keys }
  return tensors
}

/** The losses of five steps on an engine, from the weights of a file. */
async function lossesOf(program: StepProgram, path: string, engineName: string): Promise<number[]> {
  const given = await initialFrom(program, { path, names: namesOf(startedFromFile(program)) })
  const session = await tuned(await engineNamed(engineName), {}).create(program.graph)
  await session.assign(initialValues(program, 0, given))
  const losses: number[] = []
  for (let step = 0; step < 5; step++) {
    losses.push((await session.step('step', fedTo(program, step))).loss?.[0] ?? Number.NaN)
  }
  await session.close()
  return losses
}

const folder = mkdtempSync(join(tmpdir(), 'sslang-equal-'))
let apart = 0
for (const system of systems) {
  const program = programOf(system, write ? small[system] : [])
  const [start, fed] = [join(folder, 'start.safetensors'), join(folder, 'fed.safetensors')]
  writeFileSync(fed, writeSafetensors({ tensors: fedToPeer(program), metadata: {} }))
  const peer = spawnSync(
    python,
    ['bench/peers/steps.py', system, '--start', start, '--fed', fed, ...(write ? ['--small'] : [])],
    { encoding: 'utf8' },
  )
  if (peer.status !== 0) {
    console.log(`${system}: PyTorch did not run (${peer.stderr.trim().split('\n').at(-1)})`)
    apart++
    continue
  }
  const { losses: theirs } = JSON.parse(peer.stdout.trim().split('\n').at(-1) ?? '') as { losses: number[] }
  if (write) {
    mkdirSync(fixtures, { recursive: true })
    copyFileSync(start, join(fixtures, `${system}.safetensors`))
    writeFileSync(join(fixtures, `${system}.json`), `${JSON.stringify({ losses: theirs }, undefined, 2)}\n`)
  }
  for (const engine of write ? ['reference'] : ['onnx', 'tensorflow']) {
    const own = await lossesOf(program, start, engine).catch((error: Error) => error.message)
    if (typeof own === 'string') {
      console.log(`${system} on ${engine}: not run (${own})`)
      continue
    }
    const gap = Math.max(...own.map((loss, k) => Math.abs(loss - (theirs[k] ?? Number.NaN))))
    if (!(gap < 5e-5)) apart++
    const text = (losses: readonly number[]) => losses.map((loss) => loss.toFixed(5)).join(' ')
    console.log(
      `${system} on ${engine}: ${text(own)}; PyTorch ${text(theirs)}; at most ${gap.toExponential(1)} apart`,
    )
  }
}
rmSync(folder, { recursive: true })
process.exitCode = apart > 0 ? 1 : 0
