import { currentOrigin } from '../graph/origin.js'
import { type Arguments, type Code, diagnose, fail } from '../messages/catalogue.js'
import type { Diagnostic } from '../messages/diagnostic.js'

/** Stops with a message at the place in the program that is being built. */
export function refuse<C extends Code>(code: C, args: Arguments<C>): never {
  const origin = currentOrigin()
  return fail(code, args, origin && { span: { file: origin.file, start: origin.start, end: origin.end } })
}

/** A distribution or setting that is given a value which it cannot take. */
export function invalid(name: string, value: string): never {
  return refuse('SSL3106', { name, value })
}

/** A mistake of the caller that no program can cause. */
export function mistake(what: string): never {
  return refuse('SSL3000', { what })
}

let listener: ((diagnostic: Diagnostic) => void) | undefined

/** Who hears warnings while a graph is built. */
export function onWarning(next: ((diagnostic: Diagnostic) => void) | undefined): void {
  listener = next
}

/** Tells a warning at the place in the program that is being built. */
export function warn<C extends Code>(code: C, args: Arguments<C>): void {
  const origin = currentOrigin()
  const place = origin && { span: { file: origin.file, start: origin.start, end: origin.end } }
  listener?.(diagnose(code, args, place))
}
