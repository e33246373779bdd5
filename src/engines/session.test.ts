import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'
import { afterEach, describe, expect, it } from 'vitest'
import * as build from '../graph/build.js'
import { gradients } from '../graph/gradients.js'
import type { Graph } from '../graph/graph.js'
import { SslError } from '../messages/diagnostic.js'
import type { EngineFacts, Session } from './engine.js'
import { enginesHere } from './engines.fixture.js'
import { reference } from './reference/reference.js'
import { sessionOf } from './worker/session.js'

/** One step of a small network with momentum, and a function that only looks. */
function graph(): Graph {
  const x = build.input('x', [4, 3])
  const w = build.variable('w', [3, 2])
  const v = build.variable('v', [3, 2])
  const y = build.tanh(build.matmul(x, w))
  const loss = build.mean(build.power(build.subtract(y, build.fill(0.5)), build.fill(2)))
  const [gradient] = gradients(loss, [w])
  const velocity = build.add(build.multiply(v, build.fill(0.9)), gradient ?? w)
  const updates = { v: velocity, w: build.subtract(w, build.multiply(velocity, build.fill(0.3))) }
  return {
    variables: { w: { path: 'w', shape: [3, 2], type: 'f32' }, v: { path: 'v', shape: [3, 2], type: 'f32' } },
    functions: {
      step: { inputs: { x }, outputs: { loss, activity: build.max(y) }, updates },
      look: { inputs: { x }, outputs: { y }, updates: {} },
    },
  }
}

const x = Float32Array.from({ length: 12 }, (_, k) => Math.sin(k))
const w = Float32Array.of(0.1, -0.2, 0.3, 0.4, -0.5, 0.6)

const codes = (problem: unknown): string[] =>
  problem instanceof SslError ? problem.diagnostics.map(({ code }) => code) : [String(problem)]

const codesOf = (promise: Promise<unknown>): Promise<string[]> => promise.then(() => ['none'], codes)

const { facts } = await reference.create(graph())

let session: Session | undefined
afterEach(() => session?.close())

describe.each(enginesHere())('$name in its thread', ({ name, engine, start }) => {
  it('learns as reference does over many steps, with buffers exchanged', async () => {
    session = await engine.create(graph())
    const other = await reference.create(graph())
    await session.assign({ w })
    await other.assign({ w })
    for (let k = 0; k < 7; k++) {
      const [a, b] = [await session.step('step', { x }), await other.step('step', { x })]
      expect(a.loss?.[0]).toBeCloseTo(b.loss?.[0] as number, 6)
    }
    const [a, b] = [await session.read(), await other.read(['w', 'v'])]
    for (const path of ['w', 'v']) {
      for (let k = 0; k < 6; k++) expect(a[path]?.[k]).toBeCloseTo(b[path]?.[k] as number, 6)
    }
    const seen = await session.evaluate('look', { x })
    expect(seen.y?.[3]).toBeCloseTo((await other.evaluate('look', { x })).y?.[3] as number, 6)
  })

  it('evaluates without changing anything and gives the same bits twice', async () => {
    session = await engine.create(graph())
    await session.assign({ w })
    const first = await session.evaluate('step', { x })
    const second = await session.evaluate('step', { x })
    expect(second.loss).toEqual(first.loss)
    expect((await session.read(['w'])).w).toEqual(w)
  })

  it('keeps the order of calls that nobody waited for', async () => {
    session = await engine.create(graph())
    await session.assign({ w })
    const losses = await Promise.all([0, 1, 2].map(() => session?.step('step', { x })))
    const values = losses.map((one) => one?.loss?.[0] as number)
    expect(values[1]).toBeLessThan(values[0] as number)
    expect(values[2]).toBeLessThan(values[1] as number)
  })

  it('takes shared, wider and other arrays, and leaves them to the caller', async () => {
    session = await engine.create(graph())
    await session.assign({ w: Float64Array.from(w) })
    const shared = new Float32Array(new SharedArrayBuffer(48))
    shared.set(x)
    const wide = new Float32Array(40)
    wide.set(x, 5)
    const losses = []
    for (const one of [x, shared, wide.subarray(5, 17), Float64Array.from(x)]) {
      losses.push((await session.evaluate('step', { x: one })).loss?.[0])
      expect(one.length).toBe(12)
    }
    expect(new Set(losses).size).toBe(1)
  })

  it('says what is wrong with a call', async () => {
    session = await engine.create(graph())
    expect(await codesOf(session.step('leap', { x }))).toEqual(['SSL7003'])
    expect(await codesOf(session.step('step', {}))).toEqual(['SSL7001'])
    expect(await codesOf(session.step('step', { x: x.subarray(1) }))).toEqual(['SSL7002'])
    expect(await codesOf(session.assign({ u: w }))).toEqual(['SSL7004'])
    expect(await codesOf(session.read(['u']))).toEqual(['SSL7004'])
    await session.close()
    expect(await codesOf(session.step('step', { x }))).toEqual(['SSL7007'])
  })

  it('rejects what was asked when its thread dies, and whatever is asked later', async () => {
    const thread = await start(graph())
    session = sessionOf(graph(), thread, facts)
    // No request: what the thread does with it is an exception outside of any answer.
    thread.worker.postMessage(null)
    const asked = [session.step('step', { x }), session.read()].map(codesOf)
    expect(await Promise.all(asked)).toEqual([['SSL7006'], ['SSL7006']])
    expect(await codesOf(session.step('step', { x }))).toEqual(['SSL7006'])
  })

  it('tells of a model that cannot be loaded', async () => {
    const damaged = async () => {
      session = sessionOf(graph(), await start(graph(), true), facts)
      await session.step('step', { x })
    }
    expect(await codesOf(damaged())).toEqual(['SSL7006'])
  })

  it('gives outputs and variables in their order', async () => {
    session = await engine.create(graph())
    const names = Object.keys(graph().functions.step?.outputs ?? {})
    expect(Object.keys(await session.step('step', { x }))).toEqual(names)
    expect(Object.keys(await session.read(['w', 'v']))).toEqual(['w', 'v'])
  })

  it('sets some variables and keeps the others', async () => {
    session = await engine.create(graph())
    await session.assign({ w })
    await session.assign({ v: w })
    expect(await session.read()).toEqual({ v: w, w })
  })

  it('learns the same bits twice', async () => {
    const runs = []
    for (let run = 0; run < 2; run++) {
      const own = await engine.create(graph())
      await own.assign({ w })
      for (let k = 0; k < 5; k++) await own.step('step', { x })
      runs.push(await own.read())
      await own.close()
    }
    expect(runs[1]).toEqual(runs[0])
  })

  it('lets a process exit in the midst of a step with its exit code', async () => {
    const done = await ranAlone('exit', name)
    expect(done.stderr).toBe('')
    expect(done.status).toBe(3)
  })

  it.runIf(process.platform === 'linux')('computes with as many threads as it is told', async () => {
    const counted = async (threads: number) => {
      const { stdout } = await ranAlone('threads', name, String(threads))
      const told = JSON.parse(stdout) as { facts: EngineFacts; threads: number }
      expect(told.facts).toMatchObject({ engine: name, threads, device: 'cpu', deterministic: true })
      expect(Object.values(told.facts.versions)).toContainEqual(expect.stringMatching(/^\d+\.\d+\.\d+/))
      return told.threads
    }
    expect((await counted(5)) - (await counted(2))).toBeGreaterThanOrEqual(3)
  })

  // ONNX Runtime takes threads for each session.
  if (name === 'tensorflow')
    it('refuses other threads than its process has', async () => {
      const first = await engine.create(graph())
      const { threads } = first.facts
      await expect(engine.create(graph(), { threads: threads + 1 })).rejects.toThrow(`has made ${threads}`)
      const again = await engine.create(graph(), { threads })
      expect(again.facts.threads).toBe(threads)
      await Promise.all([first.close(), again.close()])
    })
})

/** Runs a fixture in a process of its own, bundled as in the package. */
async function ranAlone(fixture: string, ...args: readonly string[]) {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  // Inside the package, so that `onnxruntime-node` is found.
  const folder = mkdtempSync(here('./alone-'))
  try {
    await bundle({
      entryPoints: {
        main: here(`./${fixture}.fixture.ts`),
        'onnx-worker': here('./onnx/worker.ts'),
        'tensorflow-worker': here('./tensorflow/worker.ts'),
      },
      outdir: folder,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    })
    return spawnSync(process.execPath, [join(folder, 'main.js'), ...args], { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
