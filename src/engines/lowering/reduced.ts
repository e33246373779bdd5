import { at, type Value } from './value.js'

/** How the axes lie after a reduction over some of them. */
export function reduced(
  value: Value,
  axes: readonly number[],
  keep: boolean,
): { shape: readonly number[]; order: readonly number[] } {
  if (keep) {
    return {
      order: value.order,
      shape: value.shape.map((size, k) => (axes.includes(at(value.order, k)) ? 1 : size)),
    }
  }
  const kept = value.order.filter((axis) => !axes.includes(axis))
  return {
    order: kept.map((axis) => axis - axes.filter((gone) => gone < axis).length),
    shape: value.shape.filter((_, k) => !axes.includes(at(value.order, k))),
  }
}
