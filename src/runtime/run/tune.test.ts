import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Engine, Values } from '../../engines/engine.js'
import { reference } from '../../engines/reference/reference.js'
import { heldOutFifth } from '../shuffle.js'
import { prepare } from './prepare.js'
import { contrastive } from './program.fixture.js'
import { tune, tuningSize } from './tune.js'

const home = mkdtempSync(join(tmpdir(), 'sslang-tune-'))
afterAll(() => rmSync(home, { recursive: true }))

const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: Error) => error.message,
  )

/** An engine that keeps what it is given and what its steps give. */
function watched(): { engine: Engine; assigned: Values[]; losses: number[]; inputs: Values[] } {
  const [assigned, losses, inputs]: [Values[], number[], Values[]] = [[], [], []]
  const engine: Engine = {
    ...reference,
    async create(graph, options) {
      const session = await reference.create(graph, options)
      return {
        ...session,
        assign: (values) => {
          assigned.push(values)
          return session.assign(values)
        },
        async step(name, given) {
          inputs.push(given)
          const outputs = await session.step(name, given)
          losses.push(Number(outputs.loss?.[0]))
          return outputs
        },
      }
    },
  }
  return { engine, assigned, losses, inputs }
}

/** One fit of the small program from given weights. */
async function tuned(weights: (initial: Values) => Values, { labels = 16, epochs = 2, lr = 0.01 } = {}) {
  const prepared = await prepare(contrastive({ tune: true }), home, { engine: 'reference' })
  const judgement = prepared.judgements.find(({ evaluation }) => evaluation.is === 'fine_tune')
  if (!judgement) throw new Error('nothing is tuned')
  const classesOf = (examples: Int32Array) =>
    examples.map((example) => judgement.fit.dataset.labels?.[example] ?? 0)
  const { fit, test: other } = heldOutFifth(60)
  const classes = { fit: classesOf(fit), test: classesOf(other), count: 3 }
  const seen = watched()
  const pick = Int32Array.from({ length: labels }, (_, place) => place)
  const own = weights(prepared.plan.initial())
  const starts = [{ features: 'trained', variables: own } as const]
  const options = { ...prepared, engine: seen.engine, starts, seed: 0 }
  const found = await tune(judgement, classes, { epochs, lr }, [pick], options)
  return { ...seen, found, own }
}

const halves = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([path, own]) => [path, own.map((value) => value / 2)]))

describe('fine-tuning', () => {
  test('starts from exactly the weights that it is given, and from guessing', async () => {
    const { assigned, losses, own } = await tuned(halves)
    const [given] = assigned
    expect(given?.['f.W']).toEqual(own['f.W'])
    expect(given?.['evaluate.W']?.every((value) => value === 0)).toBe(true)
    expect(Object.keys(given ?? {}).filter((path) => path.startsWith('g.'))).toEqual([])
    expect(losses[0]).toBeCloseTo(Math.log(3), 6)
  })

  test('reads the clean examples that it may, in an order that the seed decides, and is the same twice', async () => {
    const [one, two] = [await tuned(halves), await tuned(halves)]
    expect(two.losses).toEqual(one.losses)
    expect(two.found).toEqual(one.found)
    // 16 labels, the pretext's 8 a step, 2 epochs.
    expect(one.losses).toHaveLength(4)
    expect(Object.keys(one.inputs[0] ?? {}).some((name) => name.includes('shift'))).toBe(false)
    const epoch = (from: number) =>
      one.inputs.slice(from, from + 2).flatMap(({ pictures }) => [...(pictures ?? [])])
    expect(epoch(0)).not.toEqual(epoch(2))
    expect(epoch(0).sort()).toEqual(epoch(2).sort())
  })

  test('trains the encoder as well: a frozen one would leave the loss higher', async () => {
    const { losses } = await tuned(halves, { labels: 48, epochs: 30, lr: 0.02 })
    expect(losses.at(-1)).toBeLessThan(0.2)
  })

  test('says when it diverges', async () => {
    expect(await failure(tuned(halves, { epochs: 60, lr: 1e300 }))).toMatch(
      /SSL7411: fine_tune: the loss of f/,
    )
  })

  test('takes batches that leave ten steps an epoch', () => {
    expect([tuningSize(6, 64), tuningSize(100, 64), tuningSize(400, 64), tuningSize(4000, 64)]).toEqual([
      6, 10, 40, 64,
    ])
  })
})

describe('a run that fine-tunes', () => {
  const options = { home, program: 'blobs', engine: 'reference' }

  test('tells what the whole network reaches, beside untrained weights', async () => {
    const run = await contrastive({ tune: true }).train(options)
    const [one, few] = run.results
    expect(one).toMatchObject({ evaluation: 'fine_tune', title: 'fine-tuned, 100% labels', tuned: true })
    expect(one?.rows.map(({ features }) => features)).toEqual(['trained', 'untrained'])
    expect(run.evaluate.fine_tune?.accuracy).toBeGreaterThan(0.6)
    expect(Object.keys(few?.rows[1]?.values ?? {})).toEqual(['6', '6 ±', '50%', '50% ±'])
    const { results } = await contrastive({ tune: true }).judge(run.folder, { engine: 'reference' })
    expect(results).toEqual(run.results)
  })

  test('without pre-training is the supervised network', async () => {
    const run = await contrastive({ tune: true }).train({
      ...options,
      set: { 'train.steps': 1, 'train.optimizer.lr.from': 0 },
    })
    for (const { rows } of run.results) expect(rows[0]?.values).toEqual(rows[1]?.values)
  })

  test('stops when it is told to', async () => {
    const abort = new AbortController()
    const run = await contrastive({ tune: true }).train({
      ...options,
      signal: abort.signal,
      onEvent: ({ is }) => {
        if (is === 'evaluating') abort.abort()
      },
    })
    expect([run.interrupted, run.results]).toEqual([true, []])
  })
})
