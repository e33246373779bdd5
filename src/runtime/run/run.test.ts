import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkpointsIn, readCheckpoint } from '../checkpoint/checkpoint.js'
import { readRecord } from '../record/record.js'
import type { RunEvent } from './event.js'
import { prepare } from './prepare.js'
import { contrastive } from './program.fixture.js'
import { guessesOf } from './watch.js'

const home = mkdtempSync(join(tmpdir(), 'sslang-run-'))
afterAll(() => rmSync(home, { recursive: true }))
const options = { home, program: 'blobs', engine: 'reference' }

const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: Error) => error.message,
  )
const tensorsOf = async (folder: string) =>
  (await readCheckpoint((await checkpointsIn(folder))[0]?.path ?? '')).tensors

describe('a run', () => {
  test('trains, evaluates and leaves everything in its folder', async () => {
    const events: RunEvent[] = []
    const run = await contrastive().train({ ...options, onEvent: (event) => events.push(event) })
    expect(new Set(events.map(({ is }) => is))).toEqual(
      new Set(['start', 'step', 'checkpoint', 'monitor', 'end', 'evaluating', 'evaluated', 'report']),
    )
    // A fifth of the 60 is held out: 48 to train on, in 6 batches of 8.
    expect(events[0]).toMatchObject({ is: 'start', steps: 12, stepsPerEpoch: 6, batch: 8 })
    expect(run.evaluate.knn?.accuracy).toBeGreaterThan(0.6)
    expect(
      run.results
        .find(({ evaluation }) => evaluation === 'linear_probe')
        ?.rows.map(({ features }) => features),
    ).toEqual(['trained', 'untrained', 'raw'])
    for (const name of ['record.json', 'metrics.jsonl', 'report.html', 'views.png', 'tsne-simclr.f.png']) {
      expect(existsSync(join(run.folder, name)), name).toBe(true)
    }
    expect(readFileSync(join(run.folder, 'report.html'), 'utf8')).toContain('data:image/png;base64')
    const record = await readRecord(run.folder)
    expect(record).toMatchObject({
      program: 'blobs',
      pretext: 'simclr',
      seed: 0,
      engine: 'reference',
      device: 'cpu',
      threads: 1,
      precision: 'f64',
      deterministic: true,
      machine: expect.stringContaining('GiB'),
      versions: { node: process.versions.node },
      overhead: expect.any(Number),
      steps: 12,
    })
    const lines = readFileSync(join(run.folder, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter((line) => 'loss' in line).map(({ step }) => step)).toEqual([2, 4, 6, 8, 10, 12])
    expect(lines.some((line) => 'f.alignment' in line && 'f.effective_rank' in line)).toBe(true)
    expect(await run.f.embed([Array(16).fill(0.5)])).toEqual([expect.arrayContaining([expect.any(Number)])])
  })

  test('is the same twice, and loads as it was', async () => {
    const first = await contrastive().train({ ...options, evaluate: false })
    const second = await contrastive().train({ ...options, evaluate: false })
    expect(await tensorsOf(second.folder)).toEqual(await tensorsOf(first.folder))
    const loaded = await contrastive().load(first.folder, { engine: 'reference' })
    const picture = Array.from({ length: 16 }, (_, pixel) => pixel / 16)
    expect(await loaded.f.embed([picture])).toEqual(await first.f.embed([picture]))
    expect(loaded.metrics.loss).toBe(first.metrics.loss)
    const { results } = await contrastive().judge(first.folder, { engine: 'reference' })
    expect(results.map(({ evaluation }) => evaluation)).toEqual([
      'linear_probe',
      'knn',
      'label_fractions',
      'tsne',
    ])
  })

  test('that was stopped goes on bit for bit', async () => {
    const whole = await contrastive().train({ ...options, evaluate: false })
    const abort = new AbortController()
    const stopped = await contrastive().train({
      ...options,
      evaluate: false,
      signal: abort.signal,
      onEvent: (event) => {
        if (event.is === 'step' && event.step === 5) abort.abort()
      },
    })
    expect([stopped.interrupted, (await readRecord(stopped.folder)).steps]).toEqual([true, 6])
    const resumed = await contrastive().train({ ...options, evaluate: false, resume: stopped.folder })
    expect(await tensorsOf(resumed.folder)).toEqual(await tensorsOf(whole.folder))
    const metrics = (folder: string) =>
      readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => {
          const { step, loss } = JSON.parse(line)
          return { step, loss }
        })
        .filter(({ loss }) => loss !== undefined)
    expect(metrics(resumed.folder)).toEqual(metrics(whole.folder))
  })

  test('settings can be given', async () => {
    const run = await contrastive().train({
      ...options,
      evaluate: false,
      set: { 'train.steps': 3, 'train.seed': 7 },
    })
    expect(await readRecord(run.folder)).toMatchObject({ steps: 3, seed: 7 })
    const unknown = contrastive().train({ ...options, set: { 'train.epoch': 3 } })
    expect(await failure(unknown)).toMatch(/SSL5901: .*did you mean train.epochs/)
  })

  test('mistakes are told before anything is trained', async () => {
    const ran = (program: Parameters<typeof contrastive>[0], more = {}) =>
      failure(contrastive(program).train({ ...options, ...more }))
    expect(await ran({ labels: false })).toMatch(/SSL6020: linear_probe needs the classes of data pictures/)
    expect(await ran({ size: 49 })).toMatch(
      /SSL6021: pretext simclr takes batches of 49 but data pictures has only 48/,
    )
    expect(await ran({ size: 49, test: true }, { set: { 'train.steps': 1 } })).toBe('nothing')
    expect(await ran({ test: 'own' })).toMatch(/SSL5108: .*both `pictures`/)
    expect(await ran({ epochs: 0.01 })).toMatch(/SSL7403: .*epochs: 0.01 gives 0 steps/)
    expect(await ran({}, { engine: 'cuda' })).toMatch(/SSL7401: there is no engine cuda/)
    expect(await ran({}, { resume: join(home, 'nowhere') })).toMatch(/SSL7107/)
    const other = await contrastive().train({ ...options, evaluate: false })
    expect(await ran({ temperature: 0.1 }, { resume: other.folder })).toMatch(/SSL7105/)
  })
})

describe('what else a run does', () => {
  test('an error of who listens stops the training and reaches the caller', async () => {
    const program = contrastive()
    const told = program.train({
      ...options,
      onEvent: (event) => {
        if (event.is === 'step' && event.step === 3) throw new Error('the listener fell over')
      },
    })
    expect(await failure(told)).toBe('the listener fell over')
  })

  test('a finished run that is resumed is only judged again', async () => {
    const first = await contrastive().train({ ...options, evaluate: false })
    const events: RunEvent[] = []
    const onEvent = (event: RunEvent) => events.push(event)
    const again = await contrastive().train({ ...options, resume: first.folder, onEvent })
    expect(events.some(({ is }) => is === 'step')).toBe(false)
    expect([again.results.length, (await readRecord(first.folder)).metrics]).toEqual([4, first.metrics])
    expect(await tensorsOf(first.folder)).toEqual(await tensorsOf(again.folder))
  })

  test('a loss that guesses is told what it guesses among', async () => {
    const { program } = await prepare(contrastive(), '.', { ...options, evaluate: false })
    expect(guessesOf(program)).toEqual([
      { size: 16, among: 'the 16 views of a batch' },
      { size: 15, among: 'the 15 other views of a batch' },
    ])
  })

  test('a precision that the engine lacks is an error, before there is a folder', async () => {
    const elsewhere = join(home, 'none')
    const told = contrastive({ precision: 'mixed' }).train({ ...options, home: elsewhere })
    expect(await failure(told)).toMatch(/engine reference has none.*--precision f32/)
    expect(existsSync(elsewhere)).toBe(false)
  })

  test('views can be drawn without training', async () => {
    const png = await contrastive().views({ engine: 'reference', count: 3 })
    expect(png?.subarray(1, 4).toString()).toBe('PNG')
  })
})

describe('the onnx engine', () => {
  const onnx = { ...options, engine: 'onnx', evaluate: false } as const

  test('gives the same bits twice, also through an interruption, and what reference gives', async () => {
    const whole = await contrastive().train(onnx)
    const abort = new AbortController()
    const onEvent = (event: RunEvent) => {
      if (event.is === 'step' && event.step === 7) abort.abort()
    }
    const stopped = await contrastive().train({ ...onnx, signal: abort.signal, onEvent })
    const resumed = await contrastive().train({ ...onnx, resume: stopped.folder })
    expect(await tensorsOf(resumed.folder)).toEqual(await tensorsOf(whole.folder))
    const exact = await contrastive().train({ ...options, evaluate: false })
    for (const [path, values] of Object.entries(exact.parameters)) {
      const difference = values.map((value, entry) =>
        Math.abs(value - Number(whole.parameters[path]?.[entry])),
      )
      expect(Math.max(...difference), path).toBeLessThan(1e-3)
    }
  })
})
