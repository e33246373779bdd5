import * as graph from '../../graph/build.js'
import { sizeOf } from '../../graph/dimension.js'
import { sizesOfAxes } from '../definition/binding.js'
import { currentBuild } from '../definition/build.js'
import { callDefinition } from '../definition/call.js'
import { bindConfiguration } from '../definition/configuration.js'
import { recipeOf } from '../definition/information.js'
import { nextPart } from '../definition/scope.js'
import type { Callable } from '../definition/type.js'
import { mistake } from '../report.js'
import { stack } from '../tensor/concat.js'
import { reshape } from '../tensor/shape.js'
import { slice } from '../tensor/slice.js'
import { type Tensor, type TensorLike, tensor } from '../tensor/value.js'
import { callable } from './callable.js'

/**
 * Runs a `(state, input) -> state` layer over the first own axis, from zeros, and gives every state.
 * One set of weights serves all steps.
 */
export function scan(cell: Callable): Callable {
  const recipe = callable(cell)
  return (...data: TensorLike[]): Tensor => {
    const configured = recipeOf(recipe) ?? mistake('scan of something that is no layer')
    const [state, input] = Object.values(configured.definition.data)
    const rank = (input?.axes ?? []).length
    const x = tensor(data[0] ?? 0)
    const axis = x.shape.length - rank - 1
    const bindings = bindConfiguration(configured.definition, configured.configuration)
    const own = sizesOfAxes(state?.axes ?? [], bindings)
    let current: Tensor = graph.fill(0, [...x.shape.slice(0, axis), ...own])
    const name = nextPart(currentBuild().scope, configured.definition.name)
    const states: Tensor[] = []
    for (let t = 0; t < sizeOf(x.shape[axis] ?? 0); t++) {
      const now = slice(x, axis - x.shape.length, t, 1)
      const row = reshape(now, rank + 1, now.shape.slice(axis + 1))
      current = callDefinition(configured, [current, row], { is: 'again', name, call: `[${t}]` }) as Tensor
      states.push(current)
    }
    return stack(states, own.length)
  }
}
