import type { Application } from '../../../program/definition/build.js'
import { type Facts, within } from './facts.js'

/** In how many shares of the batch a use of models averages inside, the fewest of all; undefined where it does not. */
export function statisticsIn(
  { notes }: Facts,
  use: Pick<Application, 'inputs' | 'outputs'>,
): number | undefined {
  if (notes.statistics.length === 0) return undefined
  const nodes = within(use)
  const groups = notes.statistics.flatMap((one) => (nodes.has(one.value) ? [one.groups] : []))
  return groups.length > 0 ? Math.min(...groups) : undefined
}
