import { initialValue } from '../draw/initial.js'
import type { StepProgram, VariableInfo } from './program.js'

/**
 * The values of all variables before the first step, by path: those that are given, and the others keyed by
 * (seed, path). A moving copy starts as what it follows.
 */
export function initialValues(
  { variables }: Pick<StepProgram, 'variables'>,
  seed: number,
  given: Readonly<Record<string, Float32Array>> = {},
): Record<string, Float32Array> {
  const find = (path: string) => variables[path]
  const valuesOf = (path: string, info: VariableInfo): Float32Array => {
    const own = given[path]
    if (own) return own.slice()
    const followed = info.initial.is === 'copy' ? variables[info.initial.of] : undefined
    return followed && info.initial.is === 'copy'
      ? valuesOf(info.initial.of, followed)
      : initialValue(path, info, seed, find)
  }
  return Object.fromEntries(Object.entries(variables).map(([path, info]) => [path, valuesOf(path, info)]))
}
