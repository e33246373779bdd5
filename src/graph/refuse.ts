import { type Arguments, type Code, fail } from '../messages/catalogue.js'
import type { Span } from '../messages/diagnostic.js'
import { currentOrigin } from './origin.js'

/** Stops with a diagnostic at the place in the program that builds the current node. */
export function refuse<C extends Code>(code: C, args: Arguments<C>): never {
  return fail(code, args, spanHere())
}

/** The place in the program that builds the current node, as a diagnostic names it. */
export function spanHere(): { span: Span } | undefined {
  const origin = currentOrigin()
  return origin && { span: { file: origin.file, start: origin.start, end: origin.end } }
}

/** Stops because of a mistake of the caller that no program can cause. */
export function mistake(what: string): never {
  return refuse('SSL3000', { what })
}

/** The item at `index`, which must be there; negative counts from the end. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list.at(index)
  return item === undefined ? mistake(`no item ${index} in a list of ${list.length}`) : item
}
