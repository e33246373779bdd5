import { newBuild, newNotes, within } from '../definition/build.js'
import type { Pretext } from '../pretext/pretext.js'
import { refuse } from '../report.js'
import type { BatchInfo } from './program.js'

/**
 * What a pretext reads, without building its graph: facts of the data need not be known. The body runs
 * up to its batch.
 */
export function batchOf(pretext: Pretext): Omit<BatchInfo, 'at'> {
  const notes = newNotes()
  try {
    within(newBuild(pretext.name, { pretext: notes }), pretext.body)
  } catch (error) {
    if (!notes.batch) throw error
  }
  const { data, size, shuffle, fields } = notes.batch ?? refuse('SSL3127', { pretext: pretext.name })
  return { data, size, shuffle, inputs: fields.map(({ name }) => name) }
}
