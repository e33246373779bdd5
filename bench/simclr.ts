import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { checkModule } from '../src/compiler/check.js'
import { elaborate } from '../src/compiler/elaborate/elaborate.js'
import type { Engine } from '../src/engines/engine.js'
import { onnx } from '../src/engines/onnx/onnx.js'
import { findTensorFlow } from '../src/engines/tensorflow/find.js'
import { tensorflow } from '../src/engines/tensorflow/tensorflow.js'
import { simplify } from '../src/graph/passes/simplify.js'
import { initialValues } from '../src/program/step/initial-values.js'

// The SimCLR step of bench/programs/simclr.ssl on the engines that are here, and the same step in PyTorch
// (eager), each in a process of its own, in turn. Least and median of the steps behind the third.

const steps = 25

function program() {
  const sources = {
    read: (path: string) => (path.startsWith('std.') ? undefined : readFileSync(path, 'utf8')),
  }
  const entry = 'bench/programs/simclr.ssl'
  const { modules, diagnostics } = checkModule(entry, sources)
  const elaborated = elaborate(modules, entry, { data: { pairs: { count: 64 } } })
  const { simclr } = elaborated.pretexts
  if (!simclr) throw new Error(JSON.stringify([...diagnostics, ...elaborated.diagnostics]))
  return simclr
}

/** Numbers about normal, the same each time. */
function noise(length: number): Float32Array {
  let state = 12345
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 24
  }
  return Float32Array.from({ length }, () => next() + next() + next() + next() - 2)
}

async function ours(engine: Engine, precision: 'f32' | 'mixed'): Promise<void> {
  const started = performance.now()
  const simclr = program()
  const session = await engine.create(simplify(simclr.graph, engine.takes), { precision })
  await session.assign(initialValues(simclr, 0))
  const inputs = { [simclr.batch.inputs[0] ?? 'x']: noise(64 * 2 * 32 * 32 * 3) }
  const times: number[] = []
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const before = performance.now()
    const { loss } = await session.step('step', inputs)
    times.push(performance.now() - before)
    losses.push(loss?.[0] ?? Number.NaN)
    if (step === 0) console.log(`first step finished after ${(performance.now() - started).toFixed(0)} ms`)
  }
  await session.close()
  report(`sslang, ${engine.name} ${precision}`, times.slice(3), process.resourceUsage().maxRSS / 1024, losses)
}

function report(name: string, times: number[], peak: number, losses: readonly number[]): void {
  times.sort((a, b) => a - b)
  const [least, median] = [times[0] ?? Number.NaN, times[times.length >> 1] ?? Number.NaN]
  const shown = losses.slice(0, 5).map((loss) => loss.toFixed(3))
  console.log(
    `${name}: ${least.toFixed(0)} ms (median ${median.toFixed(0)}), ${peak.toFixed(0)} MiB, losses ${shown.join(' ')}`,
  )
}

const python = process.env.PYTHON ?? 'python3'
const variants = [
  ['onnx', 'f32'],
  ...(findTensorFlow() === undefined
    ? []
    : [['tensorflow', 'f32'] as const, ['tensorflow', 'mixed'] as const]),
]
const [, bundle = '', asked, precision] = process.argv
if (asked) await ours(asked === 'onnx' ? onnx : tensorflow, precision === 'mixed' ? 'mixed' : 'f32')
else {
  for (let round = 0; round < 2; round++) {
    for (const variant of variants) spawnSync(process.execPath, [bundle, ...variant], { stdio: 'inherit' })
    const peer = spawnSync(python, ['bench/peers/simclr.py', String(steps)], { encoding: 'utf8' })
    if (peer.status === 0) {
      const { times, peak, losses } = JSON.parse(peer.stdout) as {
        times: number[]
        peak: number
        losses: number[]
      }
      report('PyTorch, eager', times.slice(3), peak, losses)
    } else console.log(`PyTorch: not measured, ${python} cannot import torch (PYTHON names another)`)
  }
}
