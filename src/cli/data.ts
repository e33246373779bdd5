import { dirname, resolve } from 'node:path'
import { fail } from '../messages/catalogue.js'
import { type Diagnostic, SslError } from '../messages/diagnostic.js'
import type { Data } from '../program/pretext/data.js'
import type { StepProgram } from '../program/step/program.js'
import type { Dataset } from '../runtime/data/dataset.js'
import { placed } from './placed.js'
import type { Checked } from './program.js'

/** What the data files of a program say: mistakes, and which files they are. */
export interface DataCheck {
  readonly diagnostics: readonly Diagnostic[]
  readonly files: readonly string[]
}

/**
 * Opens all data that the pretexts of a program use, and holds them against what is asked of them: whole
 * batches, labels to evaluate with. TypeScript functions are left to a run.
 */
export async function checkData(checked: Checked): Promise<DataCheck> {
  const { openDeclared } = await import('../runtime/run/data.js')
  const root = dirname(resolve(checked.path))
  const found = new Map<string, Dataset>()
  const diagnostics: Diagnostic[] = []
  const files: string[] = []
  const telling = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (cause) {
      if (!(cause instanceof SslError)) throw cause
      diagnostics.push(...cause.diagnostics.map((one) => placed(one, checked)))
    }
  }
  for (const data of dataOf(Object.values(checked.pretexts))) {
    if (data.source.is === 'function') continue
    const { path, labels } = { labels: undefined, ...data.source }
    files.push(...[path, labels].flatMap((file) => (file === undefined ? [] : [resolve(root, file)])))
    await telling(async () => void found.set(data.name, await openDeclared(data, root)))
  }
  for (const program of Object.values(checked.pretexts)) {
    if (dataOf([program]).every(({ name }) => found.has(name)))
      await telling(() => checkUse(program, root, found))
  }
  return { diagnostics, files }
}

/** Fails where the data of a pretext do not do for its batches or evaluations. */
async function checkUse(program: StepProgram, root: string, found: ReadonlyMap<string, Dataset>) {
  const { judgementsOf, trainingExamples } = await import('../runtime/run/split.js')
  const { data, size } = program.batch
  const open = async ({ name }: Data) => found.get(name) as Dataset
  const count = trainingExamples(program, await open(data)).length
  if (count < size) fail('SSL6021', { data: data.name, pretext: program.pretext, size, count })
  await judgementsOf(program, root, open)
}

/** Each data declaration that a pretext or its evaluations read, once. */
function dataOf(programs: readonly StepProgram[]): Data[] {
  const all = programs.flatMap(({ batch, evaluations }) => [
    batch.data,
    ...evaluations.flatMap(({ fit, test }) => [fit, test].filter((one) => one !== undefined)),
  ])
  return [...new Map(all.map((data) => [data.name, data])).values()]
}
