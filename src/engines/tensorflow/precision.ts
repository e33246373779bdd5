import { cast, type Model } from './model.js'

/*
 * In mixed precision the factors of products, and what products give, are numbers of 16 bits. Operators that
 * lose nothing by it take them as they are; all others get numbers of 32 bits, as parameters, statistics, sums
 * and losses have. Casts of the same tensor are one.
 */

/** A factor of a product. */
export const half = (model: Model, name: string): string => (model.mixed ? cast(model, name, 'bf16') : name)

/** Tensors of one precision: the higher one, where they differ. */
export function alike(model: Model, names: readonly string[]): readonly string[] {
  const types = new Set(names.map((name) => model.types.get(name)))
  return types.size > 1 && types.has('bf16') ? names.map((name) => cast(model, name, 'f32')) : names
}
