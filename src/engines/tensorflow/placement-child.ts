import { writeSync } from 'node:fs'
import type { DataByName } from '../worker/port.js'
import { createExecutor } from './executor.js'
import { loadTensorFlow } from './load.js'
import { mark, type PlacementCall } from './placement.js'

/*
 * One step in a process of its own, in which TensorFlow writes to stderr what it runs where. Entry point of its own
 * bundle.
 */

const say = (): void => void writeSync(2, `\n${mark}\n`)

process.once('message', async (message) => {
  const { file, setup, threads, name, variables, inputs } = message as PlacementCall
  try {
    const executor = await createExecutor(loadTensorFlow(file, threads), setup)
    executor.assign(variables as DataByName)
    say()
    await executor.run(name, inputs as DataByName, true)
    say()
    process.exit(0)
  } catch (problem) {
    writeSync(2, `\n${problem instanceof Error ? problem.message : String(problem)}\n`)
    process.exit(1)
  }
})
