import { fail } from '../../messages/catalogue.js'
import type { Data } from '../../program/pretext/data.js'
import type { Examples } from '../data/callback.js'
import type { Dataset } from '../data/dataset.js'
import { labelled } from '../data/labelled.js'
import { type Declaration, openData, type Source } from '../data/open.js'

/** Opens data as the program declares them; relative paths start from `root`. Fails with SSL6xxx. */
export async function openDeclared(data: Data, root: string): Promise<Dataset> {
  const declaration: Declaration = {
    name: data.name,
    fields: data.fields.map(({ name, kind, shape }) => ({ kind, shape, ...(name !== '' && { name }) })),
    source: sourceOf(data),
  }
  const dataset = await openData(declaration, root)
  const { source } = data
  if (source.is !== 'folder' || source.labels === undefined) return dataset
  return labelled(dataset, source.labels, root)
}

function sourceOf({ name, source }: Data): Source {
  switch (source.is) {
    case 'function':
      // A name that the TypeScript file lacks is nothing when its module is loaded.
      if (typeof source.make !== 'function') return fail('SSL6025', { data: name })
      return {
        is: 'function',
        name: source.make.name || 'the function',
        make: () => source.make(source.settings) as Examples | Promise<Examples>,
      }
    case 'idx':
    case 'npy':
    case 'csv':
    case 'folder':
      return source
    default:
      return fail('SSL7406', { source: source.is, data: name })
  }
}

/** Opens each data once, however often imports made it. */
export function openOnce(root: string): (data: Data) => Promise<Dataset> {
  const opened = new Map<string, Promise<Dataset>>()
  return (data) => {
    const key = JSON.stringify([data.name, data.source])
    const known = opened.get(key) ?? openDeclared(data, root)
    opened.set(key, known)
    return known
  }
}
