import type { Span } from '../../engines/engine.js'

/** How much longer steps last than the engine computes. */
export interface Overhead {
  /** The engine was busy. */
  engine(span: Span): void
  /** A step lasted so many milliseconds, and counts or not: the first one also loads. */
  step(milliseconds: number, counts: boolean): void
  /** What comes on top of the engine's own time, as a share of it; undefined before anything counts. */
  share(): number | undefined
}

export function overheadOf(): Overhead {
  let [lasted, computed, current] = [0, 0, 0]
  return {
    engine({ name, row, from, to }) {
      if (row === 'engine' && name === 'step') current += to - from
    },
    step(milliseconds, counts) {
      if (counts) {
        lasted += milliseconds
        computed += current
      }
      current = 0
    },
    share: () => (computed > 0 ? lasted / computed - 1 : undefined),
  }
}
