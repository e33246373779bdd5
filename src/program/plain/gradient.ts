import type { Configured } from '../definition/information.js'
import type { Nested } from '../tensor/value.js'
import { plainGradients, plainProgram, splitKey } from './evaluate.js'

/** The value of a loss on plain arrays, and its derivative by every argument of kind `f32`, by name. */
export function plainGradient(configured: Configured, given: readonly unknown[]): Record<string, Nested> {
  const { data, key } = splitKey(given)
  const program = plainProgram(configured, data, { key })
  const inputs = Object.entries(program.inputs).filter(([, node]) => node.type === 'f32')
  const { value, gradients } = plainGradients(
    program,
    inputs.map(([, node]) => node),
  )
  return { value, ...Object.fromEntries(inputs.map(([name], k) => [name, gradients[k] ?? 0])) }
}
