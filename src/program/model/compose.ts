import type { Callable } from '../definition/type.js'
import type { TensorLike } from '../tensor/value.js'
import { callable } from './callable.js'

/** `f |> g`: the model that applies one after the other. */
export function compose<R>(...parts: readonly [...Callable<unknown>[], Callable<R>]): Callable<R> {
  const [first, ...rest] = parts.map((part) => callable(part as Callable<unknown>))
  return (head: TensorLike, ...data: TensorLike[]): R => {
    const start = first ? first(head, ...data) : head
    return rest.reduce((value, part) => part(value as TensorLike), start) as R
  }
}

/** Applies models in order; each maps one tensor to the next. */
export function chain<R extends TensorLike>(parts: readonly Callable<R>[]): Callable<R> {
  const all = parts.map((part) => callable(part))
  return (x: TensorLike): R => all.reduce((value, part) => part(value), x) as R
}
