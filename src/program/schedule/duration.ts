/** A length of training. */
export type Duration =
  | { readonly is: 'epochs'; readonly count: number }
  | { readonly is: 'steps'; readonly count: number }

/** `20 epochs`. */
export const epochs = (count: number): Duration => ({ is: 'epochs', count })

/** `500 steps`. */
export const steps = (count: number): Duration => ({ is: 'steps', count })

/** The number of steps; not rounded. */
export function stepsOf(duration: Duration, stepsPerEpoch: number): number {
  return duration.is === 'epochs' ? duration.count * stepsPerEpoch : duration.count
}

/** Tells a duration from other values. */
export function isDuration(value: unknown): value is Duration {
  return (
    typeof value === 'object' &&
    value !== null &&
    'is' in value &&
    (value.is === 'epochs' || value.is === 'steps')
  )
}
