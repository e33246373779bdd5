import type { Dimension } from '../../../graph/dimension.js'

/** Whether the size of an axis hangs on the size of the batch: `B`, `2 * B`, `B * 49`. */
export function mentionsBatch(size: Dimension): boolean {
  if (typeof size === 'number') return false
  return size.terms.some(({ atoms }) =>
    atoms.some((atom) =>
      atom.is === 'symbol' ? atom.name === 'B' : mentionsBatch(atom.left) || mentionsBatch(atom.right),
    ),
  )
}
