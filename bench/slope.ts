/** The slope of points by Theil and Sen: the median of those of all pairs, which a few of them do not move. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const slopes = points.flatMap((a, k) => points.slice(k + 1).map((b) => (b.y - a.y) / (b.x - a.x)))
  return slopes.sort((a, b) => a - b)[slopes.length >> 1] ?? 0
}
