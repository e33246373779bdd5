import { refuse, spanHere } from '../graph/refuse.js'
import { type Arguments, type Code, diagnose } from '../messages/catalogue.js'
import type { Diagnostic } from '../messages/diagnostic.js'

export { mistake, refuse } from '../graph/refuse.js'

/** A distribution or setting that is given a value which it cannot take. */
export function invalid(name: string, value: string): never {
  return refuse('SSL3106', { name, value })
}

let listener: ((diagnostic: Diagnostic) => void) | undefined

/** Who hears warnings while a graph is built. */
export function onWarning(next: ((diagnostic: Diagnostic) => void) | undefined): void {
  listener = next
}

/** Tells a warning at the place in the program that is being built. */
export function warn<C extends Code>(code: C, args: Arguments<C>): void {
  listener?.(diagnose(code, args, spanHere()))
}
