import { type Dimension, numberOf as knownNumber, show } from '../../graph/dimension.js'

/** Thrown where a static choice hangs on a size that has no number here. */
export class Undecidable extends Error {
  override name = 'Undecidable'
  constructor(readonly dimension: Dimension) {
    super(`undecidable: ${show(dimension)}`)
  }
}

/** The number of a dimension, or the end of this evaluation. */
export function numberOf(dimension: Dimension): number {
  const value = knownNumber(dimension)
  if (value === undefined) throw new Undecidable(dimension)
  return value
}
