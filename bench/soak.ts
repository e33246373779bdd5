import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkModule, configure, evaluateModule } from '../src/compiler/index.js'
import { SslError } from '../src/messages/diagnostic.js'
import type { Pretext } from '../src/program/index.js'
import { runPretext } from '../src/runtime/run/run.js'
import { slopeOf } from './slope.js'

// A long training of bench/programs/soak.ssl by way of the whole runtime (loop, worker, checkpoints, record), in
// which memory may not grow: `npm run soak -- onnx 5000`. Judged are the samples of the last third, by the slope
// of Theil and Sen, in bytes a step (of resources: in numbers of them).

const [engine = 'onnx', given = '5000'] = process.argv.slice(2)
const steps = Number(given)
const samples = 150
/** In fewer, memory still settles and seems to grow. */
const fewest = 5000
if (!Number.isInteger(steps) || steps < fewest) throw new Error(`${given} are no ${fewest} steps or more`)

/** What is looked at, and how much of it may come with each step. Allocators make the resident set the least steady. */
const limits = { rss: 2048, heap: 128, external: 128, handles: 0.002 } as const
type What = keyof typeof limits

type Sample = Readonly<Record<What, number>> & { readonly step: number }

function sample(step: number): Sample {
  globalThis.gc?.()
  const { rss, heapUsed: heap, external, arrayBuffers } = process.memoryUsage()
  // Messages that a worker has not taken, and values that it gave, are array buffers.
  return {
    step,
    rss,
    heap,
    external: external + arrayBuffers,
    handles: process.getActiveResourcesInfo().length,
  }
}

function pretextOf(): Pretext {
  const file = 'soak.ssl'
  const text = readFileSync(join('bench', 'programs', file), 'utf8')
  const set = [`train.steps=${steps}`]
  const { texts } = configure({ read: (path) => (path === file ? text : undefined) }, file, set)
  const { modules, diagnostics } = checkModule(file, texts)
  const module = evaluateModule(modules, file)
  const wrong = [...diagnostics, ...module.diagnostics]
  if (wrong.length > 0) throw new SslError(wrong)
  return module.values.get('soak') as Pretext
}

/** 40 pictures of 8 × 8 in the format of MNIST. */
function writePictures(folder: string): void {
  const [count, side] = [40, 8]
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, side, 0, 0, 0, side])
  const pixels = Buffer.alloc(count * side * side)
  for (let k = 0; k < pixels.length; k++) pixels[k] = (k * 37 + (k >> 6) * 11) % 256
  writeFileSync(join(folder, 'pictures.gz'), Buffer.concat([head, pixels]))
}

async function soak(): Promise<Sample[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sslang-soak-'))
  writePictures(folder)
  const taken: Sample[] = []
  const every = Math.max(1, Math.floor(steps / samples))
  try {
    await runPretext(pretextOf(), folder, {
      home: folder,
      engine,
      evaluate: false,
      onEvent: (event) => {
        if (event.is === 'step' && event.step % every === 0) taken.push(sample(event.step))
      },
    })
    return taken
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

function judged(all: readonly Sample[], what: What): boolean {
  const last = all.slice(Math.floor((2 * all.length) / 3))
  const slope = slopeOf(last.map((one) => ({ x: one.step, y: one[what] })))
  const [first, third, end] = [all[0], last[0], all.at(-1)].map((one) => one?.[what] ?? 0)
  const told = what === 'handles' ? String : mib
  const flat = slope <= limits[what]
  const values = [first, third, end].map((value) => told(value ?? 0)).join(' → ')
  console.log(
    `  ${what.padEnd(9)}${values}; ${slope.toFixed(3)} a step in the last third (at most ${limits[what]}): ${flat ? 'flat' : 'GROWS'}`,
  )
  return flat
}

console.log(`${engine}: ${steps} steps`)
try {
  const began = performance.now()
  const all = await soak()
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const flat = (Object.keys(limits) as What[]).map((what) => judged(all, what))
  console.log(`  ${flat.every(Boolean) ? 'flat' : 'not flat'}, after ${seconds} s`)
  process.exitCode = flat.every(Boolean) ? 0 : 1
} catch (error) {
  const [told] = error instanceof SslError ? error.diagnostics : []
  if (!told) throw error
  console.log(`  ${told.code}: ${told.message}`)
  // An engine that is not installed cannot leak.
  process.exitCode = told.code === 'SSL7005' ? 0 : 1
}
