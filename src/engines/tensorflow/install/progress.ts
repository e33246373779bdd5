/** What an installation tells of itself: what it does and, where that is known, how far it is in bytes. */
export type Tell = (doing: string, done?: number, total?: number) => void

/** 207208420 as `207 MB`. */
export const bytes = (count: number): string =>
  count >= 1e9 ? `${(count / 1e9).toFixed(1)} GB` : `${Math.ceil(count / 1e6)} MB`
