import { sizeOf } from '../graph/dimension.js'
import { inOrder } from '../graph/order.js'
import { fail } from '../messages/catalogue.js'
import { nodesOf, type PlainProgram } from '../program/plain/evaluate.js'
import type { Tensor } from '../runtime/checkpoint/safetensors.js'

/** The tensors of a safetensors file. */
export interface Weights {
  readonly path: string
  readonly tensors: Readonly<Record<string, Tensor>>
}

/** Reads a safetensors file; a checkpoint of a run serves too. Fails with SSL7103 or SSL7104. */
export async function readWeights(path: string): Promise<Weights> {
  const { readTensors } = await import('../runtime/checkpoint/checkpoint.js')
  return { path, tensors: (await readTensors(path)).tensors }
}

/**
 * Gives a program the parameters and state of a file. Their paths may have the name of a model in front, as
 * in a checkpoint. SSL8025 where the file lacks one, SSL8026 where several models fit, SSL7106 for one of
 * another shape.
 */
export function giveWeights(program: PlainProgram, { path: file, tensors }: Weights): void {
  const { build, values, result } = program
  const read = new Set(inOrder(nodesOf(result)))
  const wanted = [...build.variables].filter(([, { node }]) => read.has(node))
  const prefix = prefixOf(
    wanted.map(([path]) => path),
    { path: file, tensors },
    build.name,
  )
  for (const [path, { shape }] of wanted) {
    const tensor = tensors[prefix + path]
    if (!tensor) fail('SSL8025', { file, path: prefix + path, definition: build.name })
    const [needed, held] = [textOf(shape.map(sizeOf)), textOf(tensor.shape)]
    if (needed !== held) fail('SSL7106', { path: file, name: prefix + path, program: needed, file: held })
    values.set(path, tensor.values)
  }
}

const textOf = (shape: readonly number[]): string => `[${shape.join(', ')}]`

/** What stands before the paths in the file: nothing, or the name of the one model that has most of them. */
function prefixOf(paths: readonly string[], { path: file, tensors }: Weights, definition: string): string {
  const [first] = paths
  if (first === undefined || first in tensors) return ''
  const models = Object.keys(tensors)
    .filter((name) => name.endsWith(`.${first}`) && !name.startsWith('optimizer.'))
    .map((name) => name.slice(0, -first.length))
  const whole = models.filter((prefix) => paths.every((path) => prefix + path in tensors))
  if (whole.length > 1)
    fail('SSL8026', { file, definition, models: whole.map((prefix) => prefix.slice(0, -1)) })
  return whole[0] ?? models[0] ?? ''
}
