import { join } from 'node:path'
import { fail } from '../../messages/catalogue.js'
import { type Examples, fromExamples, guarded } from './callback.js'
import { readerOf, type Stored } from './column.js'
import { parseCsv } from './csv.js'
import type { Dataset, Field } from './dataset.js'
import { contentOf } from './file.js'
import { fitTo } from './fit.js'
import { readFolder } from './folder.js'
import { parseIdx } from './idx.js'
import { type Labels, readLabels } from './labels.js'
import { parseNpy } from './npy.js'
import type { Place } from './place.js'

/** Where examples come from, as the program says it. */
export type Source =
  | { readonly is: 'idx' | 'npy' | 'csv'; readonly path: string; readonly labels?: string | undefined }
  | { readonly is: 'folder'; readonly path: string }
  | { readonly is: 'function'; readonly name: string; readonly make: () => Examples | Promise<Examples> }

export interface Declaration {
  readonly name: string
  readonly fields: readonly Field[]
  readonly source: Source
}

export interface OpenOptions {
  readonly span?: Place['span']
  /** Folder for decoded pictures; `.sslang/cache` below the root by default. */
  readonly cache?: string
}

const parsers = { idx: parseIdx, npy: parseNpy, csv: parseCsv }

/**
 * Opens the data of a declaration; relative paths start from `root`. Fails with SSL6xxx, naming the data,
 * the file and what to do.
 */
export async function openData(
  declaration: Declaration,
  root: string,
  options: OpenOptions = {},
): Promise<Dataset> {
  const { name, fields, source } = declaration
  const place: Place = { data: name, root, span: options.span }
  if (source.is === 'function') {
    const examples = await guarded(source.make, `${source.name}(…)`, place)
    return fromExamples(examples, fields, source.name, place)
  }
  const [field, ...more] = fields
  if (!field || more.length > 0) return fail('SSL6019', { data: name, source: source.is }, place)
  if (source.is === 'folder') {
    const cache = options.cache ?? join(root, '.sslang', 'cache')
    const { stored, labels } = await readFolder(source.path, field, cache, place)
    return datasetOf(name, field, stored, labels)
  }
  const parsed = parsers[source.is](await contentOf(source.path, place), source.path, place)
  const stored = fitTo(parsed, field, source.path, place)
  const labels =
    source.labels === undefined ? undefined : await readLabels(source.labels, stored.count, place)
  return datasetOf(name, field, stored, labels)
}

function datasetOf(name: string, field: Field, stored: Stored, labels: Labels | undefined): Dataset {
  const read = readerOf(stored, field)
  return {
    name,
    count: stored.count,
    fields: [field],
    read: (indices) => [read(indices)],
    labels: labels?.labels,
    classes: labels?.classes,
  }
}
