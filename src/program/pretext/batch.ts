import * as graph from '../../graph/build.js'
import { batchDimension, currentBuild, currentPretext } from '../definition/build.js'
import { checkBounds } from '../definition/configuration.js'
import { withKind } from '../kind.js'
import { refuse } from '../report.js'
import type { Tensor } from '../tensor/value.js'
import type { Data, Field } from './data.js'

export interface BatchOptions {
  readonly size: number
  readonly shuffle?: boolean
}

let replaced: number | undefined

/** What `work` builds has batches of this size, whatever the program says. */
export function withBatchSize<T>(size: number, work: () => T): T {
  const before = replaced
  replaced = size
  try {
    return work()
  } finally {
    replaced = before
  }
}

/**
 * The batch of a pretext: the examples (tensors by name where an example is a tuple) and their numbers
 * in the data set.
 */
export function batch<E>(data: Data<E>, { size: own, shuffle = true }: BatchOptions): [E, Tensor] {
  const size = replaced ?? own
  const pretext = currentPretext('batch')
  const build = currentBuild()
  if (pretext.batch) refuse('SSL3131', { name: 'batch' })
  const place = { name: 'batch', argument: 'size' }
  if (!Number.isInteger(size))
    refuse('SSL3105', { ...place, expected: 'a whole number', given: String(size) })
  checkBounds(place, { above: 0 }, size)
  const B = batchDimension(build, size)
  build.batchSize = B
  const make = ({ name, shape, kind }: Field) => {
    const type = kind === 'int' || kind === 'bool' ? kind : 'f32'
    const input = name === '' ? data.name : name
    return { name: input, node: withKind(graph.input(input, [B, ...shape], type), kind) }
  }
  const fields = data.fields.map(make)
  const at = graph.input('at', [B], 'int')
  pretext.batch = { data, size, shuffle, fields, at }
  const single = data.fields.length === 1 && data.fields[0]?.name === ''
  const nodes = fields.map(({ node }) => node)
  return [(single ? nodes[0] : nodes) as E, at]
}
