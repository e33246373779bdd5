import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Values } from '../../engines/engine.js'
import { reference } from '../../engines/reference/reference.js'
import * as build from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { withOrigin } from '../../graph/origin.js'
import type { SslError } from '../../messages/diagnostic.js'
import { checkpointsIn, readCheckpoint } from '../checkpoint/checkpoint.js'
import { batchesOf } from './batches.js'
import type { TrainEvent } from './event.js'
import type { Plan } from './plan.js'
import { tinyData, tinyPlan } from './tiny.fixture.js'
import { type TrainOptions, train } from './train.js'

const root = mkdtempSync(join(tmpdir(), 'sslang-train-'))
afterAll(() => rmSync(root, { recursive: true }))
let runs = 0
const folder = (): string => join(root, String(runs++))

async function ran(
  plan: Plan,
  options: Partial<TrainOptions> = {},
  onEvent: (event: TrainEvent) => void = () => {},
) {
  const events: TrainEvent[] = []
  const own = { folder: folder(), ...options }
  const training = train(plan, tinyData(10), reference, own)
  for (;;) {
    const next = await training.next()
    if (next.done) {
      const values = await next.value.read()
      await next.value.close()
      return { events, values, folder: own.folder }
    }
    events.push(next.value)
    onEvent(next.value)
  }
}

const failure = (work: Promise<unknown>): Promise<SslError> =>
  work.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: SslError) => error,
  )

const longer = (plan: Plan, steps: number): Plan => ({
  ...plan,
  stages: plan.stages.map((stage) => ({ ...stage, steps })),
})

describe('training', () => {
  test('learns, tells every step and saves', async () => {
    const { events, folder } = await ran(tinyPlan())
    const steps = events.filter((event) => event.is === 'step')
    expect(steps.map(({ step, epoch, logged }) => [step, epoch, logged]).slice(0, 4)).toEqual([
      [1, 1, false],
      [2, 1, true],
      [3, 2, false],
      [4, 2, true],
    ])
    expect(steps.at(-1)?.metrics.loss).toBeLessThan((steps[0]?.metrics.loss ?? 0) * 0.8)
    expect((await checkpointsIn(folder)).map(({ step }) => step)).toEqual([12, 8])
    expect(events.at(-1)).toMatchObject({ is: 'end', step: 12 })
  })

  test('gives the same bits twice', async () => {
    expect((await ran(tinyPlan())).values).toEqual((await ran(tinyPlan())).values)
  })

  // A checkpoint after step 4 and 8; else the engine has its next step already.
  test.for([
    [1, 2],
    [4, 4],
    [5, 6],
    [10, 11],
  ] as const)(
    'stopped at step %i it ends after %i, and resumed is the run that never stopped',
    async ([stopAt, ends]) => {
      const whole = await ran(tinyPlan())
      const abort = new AbortController()
      const first = await ran(tinyPlan(), { signal: abort.signal }, (event) => {
        if (event.is === 'step' && event.step === stopAt) abort.abort()
      })
      const last = first.events.at(-1)
      if (last?.is !== 'interrupted') throw new Error(`the run ended with ${last?.is}`)
      expect(last.step).toBe(ends)
      const checkpoint = await readCheckpoint(last.path)
      const second = await ran(tinyPlan(), { folder: first.folder, resume: { checkpoint, path: last.path } })
      expect(second.values).toEqual(whole.values)
      expect(second.events[0]).toMatchObject({ is: 'start', done: ends, steps: 12 })
    },
  )

  test('stages run in order, each with its own count of steps', async () => {
    const plan = tinyPlan()
    const seen: number[][] = []
    const stages = [3, 2].map((steps, index) => {
      const [stage] = plan.stages
      if (!stage) throw new Error('no stage')
      const inputs: typeof stage.inputs = (feed) => {
        seen.push([index, feed.step, feed.stageStep])
        return stage.inputs(feed)
      }
      return { ...stage, name: `stage${index}`, steps, inputs }
    })
    const { events } = await ran({ ...plan, stages })
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 1, 1],
      [0, 2, 2],
      [1, 3, 0],
      [1, 4, 1],
    ])
    expect(events.filter((event) => event.is === 'step').map(({ stage }) => stage)).toEqual([
      'stage0',
      'stage0',
      'stage0',
      'stage1',
      'stage1',
    ])
  })

  test('the engine has its next batch before it ends a step', async () => {
    const order: string[] = []
    const engine = {
      ...reference,
      create: async (...args: Parameters<typeof reference.create>) => {
        const session = await reference.create(...args)
        const step = async (name: string, inputs: Values) => {
          order.push('begin')
          const outputs = await session.step(name, inputs)
          await new Promise((resolve) => setTimeout(resolve, 1))
          order.push('end')
          return outputs
        }
        return { ...session, step }
      },
    }
    const data = {
      ...tinyData(10),
      read: (indices: Int32Array) => {
        order.push('read')
        return tinyData(10).read(indices)
      },
    }
    for await (const _ of train(longer(tinyPlan(), 3), data, engine, { folder: folder() }));
    expect(order.join(' ')).toBe('read begin read begin end read begin end end')
  })

  test('gives the engine back where nobody reads on', async () => {
    let open = 0
    const engine = {
      ...reference,
      create: async (...args: Parameters<typeof reference.create>) => {
        const session = await reference.create(...args)
        open++
        return { ...session, close: () => session.close().finally(() => open--) }
      },
    }
    for await (const event of train(tinyPlan(), tinyData(10), engine, { folder: folder() })) {
      if (event.is === 'step') break
    }
    expect(open).toBe(0)
  })

  test('a batch larger than the data is told', async () => {
    const error = await failure(ran(tinyPlan({ batch: { size: 11, shuffle: true } })))
    expect(error.message).toMatch(/SSL6021: pretext tiny takes batches of 11 but data numbers has only 10/)
  })

  test('a checkpoint of another program is refused', async () => {
    const { folder } = await ran(tinyPlan())
    const [newest] = await checkpointsIn(folder)
    const path = newest?.path ?? ''
    const resume = { checkpoint: await readCheckpoint(path), path }
    expect((await failure(ran(tinyPlan({ hash: 'other' }), { resume }))).message).toMatch(/SSL7105/)
  })
})

/** The plan with one input of one step changed. */
const fedWith =
  (name: string, step: number, change: (data: Float32Array) => Float32Array) =>
  (plan: Plan): Plan => ({
    ...plan,
    stages: plan.stages.map((stage) => ({
      ...stage,
      inputs: (feed) => {
        const inputs = stage.inputs(feed)
        return feed.step === step ? { ...inputs, [name]: change(inputs[name] as Float32Array) } : inputs
      },
    })),
  })

describe('a value that is not finite', () => {
  const origin = { file: 'tiny.ssl', start: 10, end: 20 }

  test('is traced to the op, which names its place; the checkpoint stays', async () => {
    const plan = fedWith('noise', 6, (noise) => noise.map(() => 2))(
      tinyPlan({
        loss: (error, noise) => {
          const size = build.mean(build.multiply(error, error))
          const room = build.subtract(build.fill(1), build.mean(noise))
          return build.add(
            size,
            withOrigin(origin, () => build.log(room)),
          )
        },
      }),
    )
    const own = folder()
    const error = await failure(ran(plan, { folder: own }))
    expect(error.message).toMatch(
      /SSL7201: tiny stopped at step 7: loss is not finite; .*came from log in step 7; .*checkpoint-4/,
    )
    expect(error.diagnostics[0]?.span).toEqual(origin)
    expect(readdirSync(own)).toEqual(['checkpoint-4.safetensors'])
  })

  test.each(['op', 'call'])('minus infinity under a mask is not blamed, read by one %s', async (reader) => {
    const read = (masked: Node): Node => {
      const body = build.exp(masked)
      const call = {
        definition: 'example',
        arguments: [masked],
        others: [],
        configuration: {},
        of: undefined,
      }
      return reader === 'call' ? build.call(body, call) : body
    }
    const plan = tinyPlan({
      loss: (error) => {
        const masked = build.where(
          build.less(error, build.fill(1e9)),
          build.log(build.multiply(error, build.fill(0))),
          error,
        )
        const kept = build.sum(read(masked))
        const wrong = withOrigin(origin, () => build.sqrt(build.negate(build.add(build.fill(1), kept))))
        return build.add(wrong, build.mean(error))
      },
    })
    const error = await failure(ran(plan))
    expect(error.diagnostics[0]?.span).toEqual(origin)
    expect(error.message).toMatch(/came from sqrt in step 1; no checkpoint was made before/)
  })

  test('in a parameter is traced to the step before', async () => {
    const plan = fedWith('rate', 6, () => Float32Array.of(Number.POSITIVE_INFINITY))(tinyPlan())
    const error = await failure(ran(plan))
    expect(error.message).toMatch(/stopped at step 8: .*came from the input rate in step 7; .*checkpoint-4/)
  })
})

describe('batches', () => {
  test('an epoch shows every example once, but for an incomplete last batch', () => {
    const plan = tinyPlan({ batch: { size: 3, shuffle: true } })
    const batches = batchesOf(plan, 'x', Int32Array.from([5, 6, 7, 8, 9, 10, 11]))
    expect(batches.stepsPerEpoch).toBe(2)
    const seen = [0, 1, 2, 3].map((step) => [...batches.at(step)])
    expect(new Set([...(seen[0] ?? []), ...(seen[1] ?? [])]).size).toBe(6)
    expect(seen.slice(0, 2)).not.toEqual(seen.slice(2))
    expect([...batches.at(1)]).toEqual(seen[1])
  })
})
