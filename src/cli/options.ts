import { fail } from '../messages/catalogue.js'

/** Collects a repeatable option. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]

/** A whole number from 0 up; SSL8019 for anything else. */
export function wholeNumber(option: string): (value: string) => number {
  return (value) => (/^\d+$/.test(value) ? Number(value) : fail('SSL8019', { option, value }))
}
