import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Engine, Session, Values } from '../../engines/engine.js'
import { enginesHere } from '../../engines/engines.fixture.js'
import { sessionOf } from '../../engines/worker/session.js'
import type { Thread } from '../../engines/worker/thread.js'
import * as build from '../../graph/build.js'
import { withOrigin } from '../../graph/origin.js'
import { SslError } from '../../messages/diagnostic.js'
import { readCheckpoint } from '../checkpoint/checkpoint.js'
import { tuned } from '../engine/tuned.js'
import type { TrainEvent } from './event.js'
import type { Plan, Written } from './plan.js'
import { tinyData, tinyPlan } from './tiny.fixture.js'
import { type TrainOptions, train } from './train.js'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sslang-stopped-'))
  folders.push(folder)
  return folder
}

/** Trains to the end; `hear` is told every event. Gives the variables. */
async function trained(
  plan: Plan,
  engine: Engine,
  options: TrainOptions,
  hear: (event: TrainEvent) => void = () => undefined,
): Promise<Values> {
  const training = train(plan, tinyData(20), engine, options)
  for (;;) {
    const next = await training.next()
    if (!next.done) {
      hear(next.value)
      continue
    }
    const values = await next.value.read()
    await next.value.close()
    return values
  }
}

const failure = async (promise: Promise<unknown>): Promise<SslError> => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (error instanceof SslError) return error
  throw error ?? new Error('nothing failed')
}

const written: Written = { file: 'tiny.ssl', start: 3, end: 9, text: 'tiny.ssl:1' }

/** After its four steps another stage, whose steps need 4 TB. */
function hungryPlan(): Plan {
  const plan = tinyPlan()
  const [stage] = plan.stages
  if (!stage) throw new Error('the plan has no stage')
  const x = build.input('x', [1_000_000, 1])
  const product = withOrigin(written, () => build.matmul(x, build.flip(x)))
  const loss = build.sum(build.sum(build.tanh(product), [0]))
  const graph = {
    ...plan.graph,
    functions: { ...plan.graph.functions, hungry: { inputs: { x }, outputs: { loss }, updates: {} } },
  }
  const hungry = {
    ...stage,
    function: 'hungry',
    steps: 2,
    inputs: () => ({ x: new Float32Array(1_000_000) }),
  }
  return { ...plan, graph, stages: [{ ...stage, steps: 4 }, hungry] }
}

describe.each(enginesHere())('a training on $name', ({ name, engine, start }) => {
  const facts = {
    engine: name,
    device: 'cpu',
    threads: 1,
    precision: 'f32',
    deterministic: true,
    versions: {},
  } as const

  test('whose thread is ended names the last checkpoint, and goes on from it as if nothing had been', async () => {
    const whole = await trained(tinyPlan(), tuned(engine, {}), { folder: newFolder() })
    const folder = newFolder()
    let thread: Thread | undefined
    const mortal: Engine = {
      name,
      place: async () => [],
      create: async (graph): Promise<Session> => {
        thread = await start(graph)
        return sessionOf(graph, thread, facts)
      },
    }
    const error = await failure(
      trained(tinyPlan(), mortal, { folder }, (event) => {
        if (event.is === 'step' && event.step === 6) void thread?.worker.terminate()
      }),
    )
    expect(error.message).toMatch(
      new RegExp(`^SSL7008: tiny stopped in step [678], because the engine ${name} stopped \\(its thread`),
    )
    expect(error.message).toMatch(/the last checkpoint is ".*checkpoint-4.*"; go on from it with --resume/)
    const [last = ''] = readdirSync(folder)
    const path = join(folder, last)
    const checkpoint = await readCheckpoint(path)
    expect(checkpoint.step).toBe(4)
    const resume = { checkpoint, path }
    expect(await trained(tinyPlan(), tuned(engine, {}), { folder, resume })).toEqual(whole)
  })

  test('that runs out of memory names the operation that asked for it', async () => {
    const folder = newFolder()
    const error = await failure(trained(hungryPlan(), tuned(engine, {}), { folder }))
    expect(error.message).toMatch(
      new RegExp(
        `^SSL7008: tiny stopped in step 5, because the engine ${name} stopped at tiny.ssl:1 \\(.*(allocate|OOM)`,
      ),
    )
    expect(error.message).toMatch(/checkpoint-4.*, when there is more memory, or train anew with a smaller/)
    expect(error.diagnostics[0]?.span).toEqual({ file: 'tiny.ssl', start: 3, end: 9 })
    expect(readdirSync(folder)).toEqual(['checkpoint-4.safetensors'])
  })
})
