import { checkModule, type Diagnostic, elaborate, librarySource } from '../../src/compiler/index.js'

/** All that the compiler says about a program in an in-memory file table, the errors alone if there are any. */
export function told(files: Readonly<Record<string, string>>, entry: string): readonly Diagnostic[] {
  const module = checkModule(entry, { read: (path) => files[path] ?? librarySource(path) })
  const errors = module.diagnostics.filter((one) => one.severity === 'error')
  if (errors.length > 0) return errors
  const all = [...module.diagnostics, ...elaborate(module.modules, entry).diagnostics]
  const wrong = all.filter((one) => one.severity === 'error')
  return wrong.length > 0 ? wrong : all
}

/** `line:column`, from 0, of the start of a diagnostic. */
export function startOf(diagnostic: Diagnostic, text: string): { line: number; column: number } {
  const before = text.slice(0, diagnostic.span?.start ?? 0).split('\n')
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 }
}
