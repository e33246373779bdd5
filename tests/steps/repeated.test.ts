import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { enginesHere } from '../../src/engines/engines.fixture.js'
import { checkpointsIn, readCheckpoint } from '../../src/runtime/checkpoint/checkpoint.js'
import type { RunEvent } from '../../src/runtime/run/event.js'
import type { RunOptions } from '../../src/runtime/run/options.js'
import { type Finished, runPretext } from '../../src/runtime/run/run.js'
import { dataFolder, pretextOf, type Small, smallPrograms, temporaryFolder } from './program.js'

const root = dataFolder(40)
const options: RunOptions = { home: temporaryFolder(), evaluate: false }

/** One epoch of 5 steps, every step in the log. */
const run = (small: Small, more: RunOptions): Promise<Finished> => {
  const others = small.set.filter((setting) => !setting.startsWith('train.epochs='))
  const set = [...others, 'train.epochs=1', 'train.log=1 steps']
  return runPretext(pretextOf({ ...small, set }), root, { ...options, ...more })
}

/** A run that is stopped after so many steps. */
async function stopped(small: Small, engine: string, after: number): Promise<Finished> {
  const abort = new AbortController()
  const onEvent = (event: RunEvent) => {
    if (event.is === 'step' && event.step === after) abort.abort()
  }
  return run(small, { engine, signal: abort.signal, onEvent })
}

/** Everything that a run left which may not depend on the clock. */
async function leftBy({ folder, variables }: Finished) {
  const checkpoints = await checkpointsIn(folder)
  const { step, tensors } = await readCheckpoint(checkpoints[0]?.path ?? '')
  const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n')
  const metrics = lines.map((line) => {
    const { examples_per_second: _, ...rest } = JSON.parse(line) as Record<string, unknown>
    return rest
  })
  const logged = metrics.filter((line) => 'loss' in line)
  return { step, tensors, variables, logged }
}

// With all its threads: who asks for none gets the same bits too.
describe.each(enginesHere())(
  '$name gives the same bits twice, and through an interruption',
  ({ name: engine }) => {
    test.each(smallPrograms)('$file', async (small) => {
      const whole = await leftBy(await run(small, { engine }))
      expect(whole.step).toBe(5)
      expect(whole.logged.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5])
      expect(await leftBy(await run(small, { engine }))).toEqual(whole)
      const first = await stopped(small, engine, 2)
      expect(first.interrupted).toBe(true)
      const rest = await run(small, { engine, resume: first.folder })
      expect(rest.interrupted).toBe(false)
      expect(await leftBy(rest)).toEqual(whole)
    })
  },
)
