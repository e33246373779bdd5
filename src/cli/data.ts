import { dirname, resolve } from 'node:path'
import { type Diagnostic, SslError } from '../messages/diagnostic.js'
import type { Data } from '../program/pretext/data.js'
import { placed } from './placed.js'
import type { Checked } from './program.js'

/** What the data files of a program say: mistakes, and which files they are. */
export interface DataCheck {
  readonly diagnostics: readonly Diagnostic[]
  readonly files: readonly string[]
}

/** Opens all data that the pretexts of a program use. TypeScript functions are left to a run. */
export async function checkData(checked: Checked): Promise<DataCheck> {
  const { openDeclared } = await import('../runtime/run/data.js')
  const root = dirname(resolve(checked.path))
  const diagnostics: Diagnostic[] = []
  const files: string[] = []
  for (const data of dataOf(checked)) {
    if (data.source.is === 'function') continue
    const { path, labels } = { labels: undefined, ...data.source }
    files.push(...[path, labels].flatMap((file) => (file === undefined ? [] : [resolve(root, file)])))
    try {
      await openDeclared(data, root)
    } catch (cause) {
      if (!(cause instanceof SslError)) throw cause
      diagnostics.push(...cause.diagnostics.map((one) => placed(one, checked)))
    }
  }
  return { diagnostics, files }
}

/** Each data declaration that a pretext or its evaluations read, once. */
function dataOf({ pretexts }: Checked): Data[] {
  const all = Object.values(pretexts).flatMap(({ batch, evaluations }) => [
    batch.data,
    ...evaluations.flatMap(({ fit, test }) => [fit, test].filter((one) => one !== undefined)),
  ])
  return [...new Map(all.map((data) => [data.name, data])).values()]
}
