export interface Pace {
  /** A step was finished at this time, in milliseconds. */
  finished(time: number): void
  /** Seconds a step, lately; 0 before the second step. */
  secondsPerStep(): number
}

/** Times of the last steps: long enough to be steady, short enough to follow a machine that slows down. */
const kept = 32

/** Measures how fast steps follow each other. */
export function paceOf(start: number): Pace {
  const times = [start]
  return {
    finished(time) {
      times.push(time)
      if (times.length > kept) times.shift()
    },
    secondsPerStep() {
      // The first step also loads and compiles: it counts only while there is no other.
      const from = times.length > 2 && times[0] === start ? 1 : 0
      const steps = times.length - 1 - from
      return steps < 1 ? 0 : ((times.at(-1) as number) - (times[from] as number)) / steps / 1000
    },
  }
}
