import { fail } from '../messages/catalogue.js'

/** One `--set path=value`. */
export interface Override {
  readonly path: string
  readonly text: string
}

/** Collects a repeatable option. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value]

/** `train.epochs=5` as path and value; SSL8018 without a value. */
export function overrides(settings: readonly string[] = []): Override[] {
  return settings.map((text) => {
    const at = text.indexOf('=')
    if (at < 1 || at === text.length - 1) fail('SSL8018', { text })
    return { path: text.slice(0, at).trim(), text: text.slice(at + 1).trim() }
  })
}

/** Overrides as an object, which is how the runtime takes them. */
export const settingsOf = (all: readonly Override[]): Record<string, string> =>
  Object.fromEntries(all.map(({ path, text }) => [path, text]))

/** A whole number from 0 up; SSL8019 for anything else. */
export function wholeNumber(option: string): (value: string) => number {
  return (value) => (/^\d+$/.test(value) ? Number(value) : fail('SSL8019', { option, value }))
}
