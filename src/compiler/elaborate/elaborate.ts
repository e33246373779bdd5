import { withFacts } from '../../graph/dimension.js'
import { fail } from '../../messages/catalogue.js'
import { type Diagnostic, SslError } from '../../messages/diagnostic.js'
import * as surface from '../../program/index.js'
import { hazards } from '../hazards/hazards.js'
import { mistakesAlone } from './alone.js'
import { listening } from './listening.js'
import { type Evaluated, evaluator, type Modules } from './module.js'
import { diagnosticsOf, unique } from './place.js'

export interface ElaborateOptions {
  /** What is known of the data; counts that are absent stay symbols without numbers. */
  readonly data?: surface.DataFacts
}

export interface Elaborated {
  /** The training graph of each pretext of the entry module that could be built, by name. */
  readonly pretexts: Readonly<Record<string, surface.StepProgram>>
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Builds the graphs of a checked program by evaluating its modules through the functions that the
 * emitted modules call. Mistakes become diagnostics, several at once where they are independent.
 */
export function elaborate(modules: Modules, entry: string, options: ElaborateOptions = {}): Elaborated {
  return listening((told) => {
    const evaluate = evaluator(modules, surface)
    const module = evaluate(entry)
    for (const key of filesBehind(modules, entry)) {
      const evaluated = evaluate(key)
      told.push(...evaluated.diagnostics)
      const warnings = told.length
      const mistakes = mistakesAlone(evaluated)
      // What a definition is warned of hangs on the sizes of its uses.
      told.splice(warnings, told.length - warnings, ...mistakes)
    }
    const pretexts: Record<string, surface.StepProgram> = {}
    for (const [name, value] of pretextsOf(module)) {
      try {
        pretexts[name] = withFacts(() =>
          surface.buildStep(value, {
            data: options.data ?? {},
            symbolic: true,
            inspect: (build, notes) => tell(hazards(value, build, notes), told),
          }),
        )
      } catch (error) {
        told.push(...diagnosticsOf(error, module.core.declarations.find((one) => one.name === name)?.span))
      }
    }
    return { pretexts, diagnostics: unique(told) }
  })
}

/** Warnings are heard; errors end the work on a pretext. */
function tell(found: readonly Diagnostic[], told: Diagnostic[]): void {
  const errors = found.filter(({ severity }) => severity === 'error')
  told.push(...found.filter(({ severity }) => severity === 'warning'))
  if (errors.length > 0) throw new SslError(errors)
}

/** The modules that a program consists of, the library's aside: these are evaluated only where they are used. */
function filesBehind(modules: Modules, entry: string): readonly string[] {
  return [...modules.keys()].filter((key) => key === entry || !key.startsWith('std.'))
}

function pretextsOf({ core, values }: Evaluated): readonly (readonly [string, surface.Pretext])[] {
  return core.declarations.flatMap(({ name, value }) => {
    const made = name === undefined ? undefined : values.get(name)
    const isPretext =
      value.is === 'call' &&
      value.callee.is === 'global' &&
      value.callee.namespace === '$' &&
      value.callee.name === 'pretext'
    return name !== undefined && made !== undefined && isPretext
      ? [[name, made as surface.Pretext] as const]
      : []
  })
}

/** A definition of a checked module as the function that it is in TypeScript: `std.losses.nt_xent`. */
export function evaluateDefinition(modules: Modules, path: string): unknown {
  const at = path.lastIndexOf('.')
  const [key, name] = [path.slice(0, at), path.slice(at + 1)]
  return listening(() => {
    const module = evaluator(modules, surface)(key)
    return module.values.get(name) ?? fail('SSL3000', { what: `there is no definition ${path}` })
  })
}

/** An expression of a module's own scope as a value, e.g. a configuration value given as text. */
export function evaluateModule(modules: Modules, key: string): Evaluated {
  return listening(() => evaluator(modules, surface)(key))
}
