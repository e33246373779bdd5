import { fail } from '../messages/catalogue.js'

/** Collects a repeatable option. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]

/** A whole number from `least` up, 0 unless told; SSL8019 for anything else. */
export function wholeNumber(option: string, least = 0): (value: string) => number {
  return (value) =>
    /^\d+$/.test(value) && Number(value) >= least ? Number(value) : fail('SSL8019', { option, value, least })
}
