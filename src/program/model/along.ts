import { currentBuild, inScope } from '../definition/build.js'
import type { Callable } from '../definition/type.js'
import type { TensorLike } from '../tensor/value.js'
import { callable } from './callable.js'

/** Calls f with lead axis `axis` (0 is the first that this call has) as the batch; null: with none. */
export function along<R>(axis: number | null, f: Callable<R>): Callable<R> {
  const inner = callable(f)
  return (...data: TensorLike[]): R =>
    inScope({ ...currentBuild('a call').scope, along: axis }, () => inner(...data))
}

/**
 * Calls f with the first `count` lead axes that are this call's own as open indices: a loss of one
 * example is not averaged over them.
 */
export function mapped<R>(count: number, f: Callable<R>): Callable<R> {
  const inner = callable(f)
  return (...data: TensorLike[]): R =>
    inScope({ ...currentBuild('a call').scope, mapped: count }, () => inner(...data))
}
