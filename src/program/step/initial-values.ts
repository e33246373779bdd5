import { initialValue } from '../draw/initial.js'
import type { StepProgram } from './program.js'

/** The values of all variables before the first step, by path: keyed by (seed, path). */
export function initialValues({ variables }: StepProgram, seed: number): Record<string, Float32Array> {
  const find = (path: string) => variables[path]
  return Object.fromEntries(
    Object.entries(variables).map(([path, info]) => [path, initialValue(path, info, seed, find)]),
  )
}
