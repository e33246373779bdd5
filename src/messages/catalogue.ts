import { command } from './command.js'
import { data } from './data.js'
import { type Diagnostic, type Fix, type Related, type Span, SslError } from './diagnostic.js'
import { engines } from './engines.js'
import type { Entry } from './entry.js'
import { hazards } from './hazards.js'
import { instance } from './instance.js'
import { names } from './names.js'
import { run } from './run.js'
import { settings } from './settings.js'
import { syntax } from './syntax.js'

/** Everything that sslang says to a user, by code. */
export const catalogue = {
  ...syntax,
  ...names,
  ...instance,
  ...hazards,
  ...settings,
  ...data,
  ...run,
  ...engines,
  ...command,
}

export type Code = keyof typeof catalogue
export type Arguments<C extends Code> = (typeof catalogue)[C] extends Entry<infer A> ? A : never

interface Place {
  readonly span?: Span | undefined
  readonly related?: readonly Related[]
  readonly fixes?: readonly Fix[]
}

/** Builds the diagnostic of a code from its typed arguments. */
export function diagnose<C extends Code>(code: C, args: Arguments<C>, place: Place = {}): Diagnostic {
  const entry = catalogue[code] as Entry<Arguments<C>>
  const { span, related = [], fixes = [] } = place
  return {
    code,
    severity: entry.severity,
    message: entry.text(args),
    ...(span && { span }),
    related,
    fixes,
  }
}

/** Stops the work with one diagnostic. */
export function fail<C extends Code>(code: C, args: Arguments<C>, place?: Place): never {
  throw new SslError([diagnose(code, args, place)])
}
