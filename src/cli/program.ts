import type { CoreModule } from '../compiler/core.js'
import type { Diagnostic } from '../messages/diagnostic.js'
import type { StepProgram } from '../program/index.js'
import { reason } from './files.js'
import type { Override } from './options.js'
import { type DiskSources, diskSources } from './sources.js'

/** A program as the compiler sees it. */
export interface Checked {
  readonly path: string
  readonly sources: DiskSources
  readonly diagnostics: readonly Diagnostic[]
  /** By key: the path of a file, or `std.losses`. */
  readonly modules: ReadonlyMap<string, CoreModule>
  /** The graphs of its pretexts; none where an error keeps one from being built. */
  readonly pretexts: Readonly<Record<string, StepProgram>>
}

/** Checks a program as far as can be done without its data. SSL8003 where the file itself is missing. */
export async function checkProgram(path: string, set: readonly Override[] = []): Promise<Checked> {
  const { checkModule, elaborate } = await import('../compiler/index.js')
  const sources = diskSources()
  if (sources.read(path) === undefined) {
    const { fail } = await import('../messages/catalogue.js')
    fail('SSL8003', { path, reason: reason({ code: 'ENOENT' }) })
  }
  const module = checkModule(path, sources)
  if (module.diagnostics.some((one) => one.severity === 'error'))
    return { path, sources, diagnostics: module.diagnostics, modules: module.modules, pretexts: {} }
  const { pretexts, diagnostics } = elaborate(module.modules, path, { overrides: set })
  const all = [...module.diagnostics, ...diagnostics]
  return { path, sources, diagnostics: all, modules: module.modules, pretexts }
}

/** The files of a program, itself first, without the library. */
export const filesOf = (checked: Checked): string[] =>
  [...checked.modules.keys()].filter((key) => !key.startsWith('std.'))
