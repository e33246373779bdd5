import { sizeOf } from '../../graph/dimension.js'
import { inOrder } from '../../graph/order.js'
import type { Configured } from '../definition/information.js'
import type { Initialised } from '../definition/recipe.js'
import type { Nested } from '../tensor/value.js'
import { nodesOf, plainProgram, plainResult, splitKey } from './evaluate.js'
import { flatten, nest } from './nested.js'

type Shapes = Readonly<Record<string, readonly number[]>>

/** Makes the parameters of a definition for inputs of the given shapes; then it is called without training. */
export const plainInit =
  (configured: Configured) =>
  (shapes: Shapes, { seed }: { readonly seed: number }): Initialised<unknown> => {
    const zeros = Object.keys(configured.definition.data).map((name) =>
      nest({ length: 0 }, shapes[name] ?? []),
    )
    const { build, values, result } = plainProgram(configured, zeros, {
      key: { seed },
      seed,
      training: false,
      unchecked: true,
    })
    const read = new Set(inOrder(nodesOf(result)))
    const parameters: Record<string, Nested> = {}
    for (const [path, { node, shape, type }] of build.variables) {
      if (!read.has(node)) continue
      parameters[path] = nest(values.get(path) ?? [], shape.map(sizeOf), type === 'bool')
    }
    const call = (...given: unknown[]): unknown => {
      const { data, key } = splitKey(given)
      const flat = new Map(Object.entries(parameters).map(([path, value]) => [path, flatten(value).data]))
      return plainResult(plainProgram(configured, data, { key, parameters: flat, training: false }))
    }
    return Object.assign(call, { parameters }) as Initialised<unknown>
  }
