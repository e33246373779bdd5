import { fail } from '../messages/catalogue.js'
import type { Pretext } from '../runtime/pretext.js'
import { tidy } from './files.js'
import { type Loaded, loadProgram } from './load.js'
import { readSource } from './runs.js'

/** The program of a run folder, with the settings of the run, and the pretext that was trained. */
export async function loadRun(folder: string): Promise<Loaded & { readonly pretext: Pretext }> {
  const source = readSource(folder)
  const program = await loadProgram(tidy(source.program), source.set)
  const known = Object.keys(program.pretexts)
  const pretext = program.pretexts[source.pretext] ?? fail('SSL8009', { name: source.pretext, known })
  return { ...program, pretext }
}
