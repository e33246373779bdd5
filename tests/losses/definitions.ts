import { checkModule, evaluateModule } from '../../src/compiler/index.js'
import type { Diagnostic } from '../../src/messages/diagnostic.js'

/* The definitions of the library; another text may stand in for its losses. */

type Values = ReadonlyMap<string, unknown>

let losses: string | undefined
const evaluated = new Map<string, Values>()

/** Paths that were looked up, for whoever wants to know which definitions a test is about. */
export const lookups = new Set<string>()

/** Puts a text in the place of the losses; none is the library's own. Tells what is wrong with it. */
export function replaceLosses(text: string | undefined): readonly Diagnostic[] {
  losses = text
  evaluated.clear()
  return checked('std.losses').diagnostics.filter(({ severity }) => severity === 'error')
}

const checked = (key: string) =>
  checkModule(key, { read: (path) => (path === 'std.losses' ? losses : undefined) })

function valuesOf(key: string): Values {
  const found = evaluated.get(key)
  if (found) return found
  const { modules, diagnostics } = checked(key)
  const wrong = diagnostics.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new Error(wrong.map(({ code, message }) => `${code}: ${message}`).join('\n'))
  const { values } = evaluateModule(modules, key)
  evaluated.set(key, values)
  return values
}

/** What the library defines as `std.losses.nt_xent`. */
export function definitionAt(path: string): unknown {
  lookups.add(path)
  const at = path.lastIndexOf('.')
  const value = valuesOf(path.slice(0, at)).get(path.slice(at + 1))
  if (value === undefined) throw new Error(`there is no ${path}`)
  return value
}
