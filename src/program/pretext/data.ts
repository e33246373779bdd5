import * as graph from '../../graph/build.js'
import { symbol } from '../../graph/dimension.js'
import { currentBuild } from '../definition/build.js'
import type { Type } from '../definition/type.js'
import { mistake, refuse } from '../report.js'
import type { TensorLike } from '../tensor/value.js'
import type { ExampleOf } from './example.js'

/** Where examples come from. Plain data, but for a TypeScript function. */
export type Source =
  | { readonly is: 'idx' | 'npy' | 'csv' | 'folder'; readonly path: string; readonly labels?: string }
  | {
      readonly is: 'wav'
      readonly path: string
      /** Samples in a second. */
      readonly rate?: number
      /** Seconds. */
      readonly window?: number
      readonly labels?: string
    }
  | {
      readonly is: 'skip_grams' | 'word_windows'
      readonly path: string
      readonly radius: number
      readonly min_count: number
      readonly subsample: number
    }
  | {
      readonly is: 'function'
      readonly make: (settings: Readonly<Record<string, unknown>>) => unknown
      readonly settings: Readonly<Record<string, unknown>>
    }

/** One tensor of an example. */
export interface Field {
  /** Empty where an example is one tensor. */
  readonly name: string
  readonly kind: 'f32' | 'int' | 'bool' | 'image' | 'lab' | 'unit' | 'prob'
  readonly shape: readonly number[]
}

/** Examples of one type. */
export interface Data<Example = unknown> {
  /** Only for the type checker. */
  readonly example?: Example
  readonly name: string
  readonly fields: readonly Field[]
  readonly source: Source
  /** How many examples there are; known while a graph is built, once the data was read. */
  readonly count: number
  /** How many words. */
  readonly vocabulary: number
  /** How often each word occurs. */
  readonly counts: readonly number[]
}

interface DataOptions {
  readonly type?: Type
  /** The types of a tuple example. */
  readonly fields?: Readonly<Record<string, Type>>
  readonly source: Source
}

/** Declares data: the type of one example and its source. Reads nothing. */
export function data<const O extends DataOptions>(name: string, options: O): Data<ExampleOf<O>> {
  const { type, fields, source }: DataOptions = options
  const types = fields ? Object.entries(fields) : [['', type ?? mistake('data without a type')] as const]
  return {
    name,
    source,
    fields: types.map(([field, one]) => fieldOf(field, one)),
    get count() {
      return sizeFact(name, 'count')
    },
    get vocabulary() {
      return sizeFact(name, 'vocabulary')
    },
    get counts() {
      return countsFact(name) as readonly number[]
    },
  }
}

/** Data of a module in another folder: the same, with paths that start from that folder. */
export function dataIn<Example>(folder: string, data: Data<Example>): Data<Example> {
  const { source } = data
  if (source.is === 'function') return data
  const place = (path: string): string => (/^([\\/]|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`)
  const labels = 'labels' in source && source.labels !== undefined ? { labels: place(source.labels) } : {}
  return Object.create(data, {
    source: { value: { ...source, path: place(source.path), ...labels }, enumerable: true },
  }) as Data<Example>
}

function fieldOf(name: string, { kind, axes }: Type): Field {
  if (kind === 'string' || kind === 'range' || kind === 'duration' || kind === 'fn') {
    return mistake(`data of type ${kind}`)
  }
  const shape = (axes ?? []).map((axis) =>
    typeof axis === 'number' ? axis : mistake('data with an axis of no fixed size'),
  )
  return { name, kind: kind === 'logits' ? 'f32' : kind, shape }
}

function sizeFact(name: string, field: 'count' | 'vocabulary'): number {
  const { facts, symbolic } = currentBuild(`${name}.${field}`)
  const value = facts[name]?.[field]
  if (symbolic) return symbol(`${name}.${field}`, value) as unknown as number
  return value ?? refuse('SSL3126', { data: name, field })
}

/** The counts; while only checking, a tensor of which no more than the size is known. */
function countsFact(name: string): TensorLike {
  const { facts, symbolic } = currentBuild(`${name}.counts`)
  const counts = facts[name]?.counts
  if (counts) return counts
  if (!symbolic) return refuse('SSL3126', { data: name, field: 'counts' })
  return graph.input(`counts:${name}`, [symbol(`${name}.vocabulary`, facts[name]?.vocabulary)])
}
