import { fail } from '../../messages/catalogue.js'
import { cellsOf } from './csv.js'
import { contentOf } from './file.js'
import { isIdx, parseIdx } from './idx.js'
import { isNpy, parseNpy } from './npy.js'
import type { Place } from './place.js'

export interface Labels {
  readonly labels: Int32Array
  readonly classes: readonly string[]
}

/** Larger numbers are surely not classes. */
const mostClasses = 1_000_000

/**
 * Reads the classes of `count` examples from an IDX, NumPy or text file (one a line; words or numbers).
 * Fails with SSL6008 where their number differs, SSL6009 where one is no whole number from 0.
 */
export async function readLabels(path: string, count: number, place: Place): Promise<Labels> {
  const content = await contentOf(path, place)
  const found = isIdx(content)
    ? numbered(parseIdx(content, path, place).values, path, place)
    : isNpy(content)
      ? numbered(parseNpy(content, path, place).values, path, place)
      : named(
          cellsOf(content.toString('utf8')).map((row) => row.at(-1) ?? ''),
          count,
        )
  if (found.labels.length !== count) {
    fail('SSL6008', { data: place.data, path, count, found: found.labels.length }, place)
  }
  return found
}

/** Numbers as classes. Fails with SSL6009 where one is no whole number from 0. */
export function numbered(values: ArrayLike<number>, path: string, place: Place): Labels {
  const labels = Int32Array.from(values)
  const at = labels.findIndex((_, index) => !isClass(values[index] as number))
  if (at >= 0) fail('SSL6009', { data: place.data, path, index: at, value: String(values[at]) }, place)
  return { labels, classes: numbersTo(labels) }
}

/** Words become classes in alphabetical order; a first line more than there are examples is a heading. */
export function named(words: readonly string[], count: number): Labels {
  const own = words.length === count + 1 ? words.slice(1) : words
  const numbers = own.map(Number)
  if (own.every((word, index) => word !== '' && isClass(numbers[index] as number))) {
    const labels = Int32Array.from(numbers)
    return { labels, classes: numbersTo(labels) }
  }
  return worded(own)
}

/** Words as classes, in alphabetical order. */
export function worded(words: readonly string[]): Labels {
  const classes = [...new Set(words)].sort()
  const order = new Map(classes.map((word, index) => [word, index]))
  return { labels: Int32Array.from(words, (word) => order.get(word) as number), classes }
}

const isClass = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < mostClasses

function numbersTo(labels: Int32Array): string[] {
  const most = labels.reduce((max, label) => Math.max(max, label), -1)
  return Array.from({ length: most + 1 }, (_, label) => String(label))
}
