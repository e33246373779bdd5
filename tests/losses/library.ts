import type { Nested } from '../../src/program/index.js'
import { definitionAt } from './definitions.js'

/** A definition of the standard library as a function of plain arrays. */
export type Plain = ((...data: unknown[]) => Nested) & {
  gradient(...data: unknown[]): { readonly value: number } & Readonly<Record<string, Nested>>
}

/** `std.losses.nt_xent` with its configuration. */
export function library(path: string, configuration?: Readonly<Record<string, unknown>>): Plain {
  const definition = definitionAt(`std.${path}`) as (given?: unknown) => Plain
  return configuration === undefined ? (definition as unknown as Plain) : definition(configuration)
}

/** The numbers in nested arrays, in order. */
export const flat = (value: Nested | undefined): number[] =>
  Array.isArray(value) ? value.flatMap(flat) : [Number(value)]
