import { currentOrigin, withOrigin } from '../../graph/origin.js'
import { currentBuild, inScope } from '../definition/build.js'
import { checkBounds } from '../definition/configuration.js'
import type { Callable } from '../definition/type.js'
import { endsOf, isSchedule, type Schedule } from '../schedule/schedule.js'
import { isTensor, type Scalar, type TensorLike, tensor } from '../tensor/value.js'
import { callable } from './callable.js'

/**
 * A copy of all parameters of a model: w ← decay · w + (1 − decay) · v after each step. State inside
 * is the copy's own. The name of the copy stands in front of the paths.
 */
export function ema<R>(of: Callable<R>, options: { readonly decay: Scalar | Schedule }): Callable<R> {
  const { decay } = options
  const place = { name: 'ema', argument: 'decay' }
  const ends = isTensor(decay) ? [] : isSchedule(decay) ? endsOf(decay) : [decay]
  for (const end of ends) checkBounds(place, { inside: { low: 0, high: 1 } }, end)
  const inner = callable(of)
  const origin = currentOrigin()
  return (...data: TensorLike[]): R => {
    const build = currentBuild('a moving copy')
    const { scope } = build
    const prefix = scope.path === '' ? 'ema.' : scope.path
    if (!build.decays.has(prefix))
      build.decays.set(
        prefix,
        withOrigin(origin, () => tensor(decay)),
      )
    const copies = [...scope.copies, prefix]
    return inScope({ ...scope, path: '', copies }, () => inner(...data))
  }
}
