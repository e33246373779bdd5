import { definitionOf, recipeOf } from '../definition/information.js'
import type { Callable } from '../definition/type.js'

/** A recipe of what may also be a definition all of whose configuration has defaults. */
export function callable<R>(value: Callable<R>): Callable<R> {
  if (recipeOf(value) || !definitionOf(value)) return value
  return (value as unknown as () => Callable<R>)()
}
