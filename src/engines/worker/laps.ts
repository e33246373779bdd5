import type { Span } from '../engine.js'

/** Milliseconds, comparable between the threads of a process. */
export const clock = (): number => performance.timeOrigin + performance.now()

/** Cuts the time from now on into spans: each lap lasts from the one before. */
export function laps(row: Span['row'], tell: (span: Span) => void): (name: string) => void {
  let from = clock()
  return (name) => {
    const to = clock()
    tell({ name, row, from, to })
    from = to
  }
}
