import type { Diagnostic } from '../messages/diagnostic.js'
import type { CoreModule } from './core.js'
import { librarySource } from './library.js'
import type { Fact, ModuleState } from './module.js'
import { loadModule } from './modules.js'

/** Where source texts come from: the table of an editor, or the disk. Modules of the library are `std.NAME`. */
export interface Sources {
  read(path: string): string | undefined
  /** Whether there is a file of functions; without it all are taken to be there. */
  exists?(path: string): boolean
}

/** A checked program. */
export interface Checked {
  /** By path; what a module imports stands in front of it. Only modules without errors. */
  readonly modules: Map<string, CoreModule>
  /** Of the module and all that it imports, in the order of the text; its own first. */
  readonly diagnostics: Diagnostic[]
  /** Heads of the definitions of the module, by name. */
  readonly signatures: Map<string, string>
  /** Names of the module with their types, for editors. */
  readonly facts: readonly Fact[]
}

/** Checks a module and what it imports. Pure; texts that did not change are not checked again. */
export function checkModule(path: string, sources: Sources): Checked {
  const module = loadModule(path, withLibrary(sources))
  const all: ModuleState[] = []
  collect(module, all)
  const modules = new Map(all.flatMap((each) => (each.core ? [[each.path, each.core] as const] : [])))
  const own = module.diagnostics
  const others = all.filter((each) => each !== module).flatMap((each) => each.diagnostics)
  const signatures = new Map(
    [...module.items.values()].flatMap((item) =>
      item.signature ? [[item.name, item.signature.text] as const] : [],
    ),
  )
  return { modules, diagnostics: [...own, ...others], signatures, facts: module.facts }
}

/** Modules of the library come with the compiler where the caller has no text of their own. */
const withLibrary = (sources: Sources): Sources => ({
  ...sources,
  read: (path) => sources.read(path) ?? librarySource(path),
})

function collect(module: ModuleState, all: ModuleState[]): void {
  if (all.includes(module)) return
  for (const imported of module.imports) collect(imported, all)
  all.push(module)
}
