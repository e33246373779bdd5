import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from '../messages/diagnostic.js'
import type { Pretext } from '../runtime/pretext.js'
import { bundle } from './bundle.js'
import { emitProgram, writeAll } from './emitted.js'
import { commonFolder } from './files.js'
import { hasErrors, report } from './output.js'
import { type Checked, checkProgram, filesOf } from './program.js'

/** A program whose emitted module was imported. */
export interface Loaded {
  readonly checked: Checked
  /** In the order of the program. */
  readonly pretexts: Readonly<Record<string, Pretext>>
  /** Where its data paths start from. */
  readonly root: string
}

/**
 * Checks a program, tells its warnings, and imports what `compile` would write, by way of `.sslang/build`.
 * @throws SslError with its errors
 */
export async function loadProgram(path: string, set: readonly string[] = []): Promise<Loaded> {
  const checked = await checkProgram(path, set)
  if (hasErrors(checked.diagnostics)) {
    await report(checked.diagnostics, { texts: checked.texts })
    throw new Refused(checked.diagnostics, checked.texts)
  }
  await report(checked.diagnostics, { texts: checked.texts })
  const root = dirname(resolve(path))
  const sources = commonFolder(filesOf(checked).map((file) => dirname(resolve(file))))
  const emitted = resolve('.sslang', 'build')
  const outputs = await emitProgram(checked, emitted, sources)
  writeAll(outputs)
  const entry = outputs[0]?.path ?? join(emitted, 'missing')
  const module: unknown = await import(
    `${pathToFileURL(await bundle(entry, { sources, emitted })).href}?${Date.now()}`
  )
  return { checked, root, pretexts: pretextsIn(module, checked) }
}

/** What was wrong has been told already. */
export class Refused extends Error {
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    readonly texts: ReadonlyMap<string, string>,
  ) {
    super('the program was refused')
  }
}

function pretextsIn(module: unknown, { modules, path }: Checked): Record<string, Pretext> {
  const names = (modules.get(path)?.declarations ?? []).flatMap(({ name, value }) => {
    const made = value.is === 'call' && value.callee.is === 'global' ? value.callee : undefined
    return name !== undefined && made?.namespace === '$' && made.name === 'pretext' ? [name] : []
  })
  const exported = Object(module) as Readonly<Record<string, Pretext>>
  return Object.fromEntries(names.flatMap((name) => (exported[name] ? [[name, exported[name]]] : [])))
}
