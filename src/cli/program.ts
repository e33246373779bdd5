import type { ConfigurationValue } from '../compiler/configuration/configure.js'
import type { Texts } from '../compiler/configuration/definitions.js'
import type { CoreModule } from '../compiler/core.js'
import { fail } from '../messages/catalogue.js'
import type { Diagnostic } from '../messages/diagnostic.js'
import type { StepProgram } from '../program/index.js'
import { hasErrors } from './output.js'
import { type DiskSources, diskSources } from './sources.js'
import { unavailable } from './unavailable.js'

/** A program as the compiler sees it. */
export interface Checked {
  readonly path: string
  /** All paths that were asked for, there or not: what `--watch` follows. */
  readonly asked: ReadonlySet<string>
  /** The texts that were checked, with the values of `--set` in their places. */
  readonly read: (path: string) => string | undefined
  /** The texts that diagnostics point into. */
  readonly texts: ReadonlyMap<string, string>
  readonly diagnostics: readonly Diagnostic[]
  /** The operative configuration; finding it takes a while. */
  readonly configuration: () => readonly ConfigurationValue[]
  /** By key: the path of a file, or `std.losses`. */
  readonly modules: ReadonlyMap<string, CoreModule>
  /** The graphs of its pretexts; none where an error keeps one from being built. */
  readonly pretexts: Readonly<Record<string, StepProgram>>
}

/** Checks a program as far as can be done without its data. SSL8003 where the file itself is missing. */
export async function checkProgram(path: string, set: readonly string[] = []): Promise<Checked> {
  const { checkModule, configure, elaborate } = await import('../compiler/index.js')
  const sources = diskSources()
  if (sources.read(path) === undefined) fail('SSL8003', { path, reason: 'it does not exist' })
  const configured = set.length > 0 ? configure(sources, path, set) : undefined
  const texts = configured?.texts ?? sources
  const relocate = configured?.relocate ?? ((diagnostic: Diagnostic) => diagnostic)
  const module = checkModule(path, { read: texts.read, exists: sources.exists })
  const own = module.modules.get(path)
  const found = [...(configured?.diagnostics ?? []), ...module.diagnostics, ...(own ? unavailable(own) : [])]
  const elaborated = hasErrors(found) ? undefined : elaborate(module.modules, path)
  const diagnostics = [...found, ...(elaborated?.diagnostics ?? [])].map(relocate)
  return {
    path,
    asked: sources.asked,
    read: texts.read,
    texts: pointedAt(diagnostics, sources, texts),
    diagnostics,
    configuration: () => (configured ?? configure(sources, path)).values,
    modules: module.modules,
    pretexts: elaborated?.pretexts ?? {},
  }
}

/** Who gave a value: `default`, a file and line, or the command line. */
export function originText({ origin }: ConfigurationValue, { texts }: Pick<Checked, 'texts'>): string {
  if (origin.is === 'default') return 'default'
  if (origin.is === 'command line') return `command line: ${origin.text}`
  const { file, start } = origin.span
  const line = (texts.get(file) ?? '').slice(0, start).split('\n').length
  return `${file}:${line}`
}

/** The files as they are written; the texts of `--set` under their own names. */
function pointedAt(
  diagnostics: readonly Diagnostic[],
  sources: DiskSources,
  texts: Texts,
): Map<string, string> {
  const known = new Map(sources.texts)
  for (const { span, related } of diagnostics) {
    for (const place of [span, ...related.map((one) => one.span)]) {
      const text = place && !known.has(place.file) ? texts.read(place.file) : undefined
      if (place && text !== undefined) known.set(place.file, text)
    }
  }
  return known
}

/** The files of a program, itself first, without the library. */
export function filesOf({ modules, path }: Checked): string[] {
  const imported = [...modules.keys()].filter((key) => key !== path && !key.startsWith('std.'))
  return [path, ...imported]
}
