import { count } from '../../graph/count.js'
import { sizeOf } from '../../graph/dimension.js'
import { fail } from '../../messages/catalogue.js'
import { nearest } from '../../messages/nearest.js'
import type { StepProgram } from '../../program/step/program.js'
import { checkpointsIn, readTensors } from './checkpoint.js'
import type { Tensor } from './safetensors.js'

/** A tensor of the file: its name, and the order of its axes where that is another. */
export type TensorSource = string | { readonly from: string; readonly axes: readonly number[] }

/** Weights that training starts from. */
export interface Init {
  /** A safetensors file, or a run folder, of which the newest checkpoint serves. */
  readonly path: string
  /**
   * By path of a parameter or of state, the tensor of the file that it starts from. A convolution of PyTorch is
   * `{ from: 'stem.weight', axes: [2, 3, 1, 0] }`: axis `k` here is axis `axes[k]` there. Without names, tensors
   * are those of the same name.
   */
  readonly names?: Readonly<Record<string, TensorSource>>
}

/**
 * The first values of variables that a file gives, by path; the others start as the program says, and so does
 * all that an optimiser keeps: its first step is that of a new training. Fails with
 * SSL7103 or SSL7104 (no such file), SSL7106 (another shape), SSL7109 to SSL7111 (names that fit nothing).
 */
export async function initialFrom(
  program: Pick<StepProgram, 'variables'>,
  { path, names }: Init,
): Promise<Record<string, Float32Array>> {
  const variables = Object.fromEntries(
    Object.entries(program.variables).filter(([, { role }]) => role !== 'optimizer'),
  )
  const file = (await checkpointsIn(path))[0]?.path ?? path
  const { tensors } = await readTensors(file)
  const all = names ?? namesakes(Object.keys(variables), tensors, file)
  return Object.fromEntries(
    Object.entries(all).map(([path, source]) => {
      const { shape } = variables[path] ?? unknownPath(path, Object.keys(variables))
      const { from, axes } = typeof source === 'string' ? { from: source, axes: undefined } : source
      const tensor = tensors[from] ?? unknownTensor(file, from, Object.keys(tensors))
      const moved = axes ? transposed(tensor, axes, from) : tensor
      const [wanted, held] = [shape.map(sizeOf), moved.shape].map((sizes) => `[${sizes.join(', ')}]`)
      if (wanted !== held)
        fail('SSL7106', { path: file, name: path, program: wanted ?? '', file: held ?? '' })
      return [path, Float32Array.from(moved.values)]
    }),
  )
}

function namesakes(
  paths: readonly string[],
  tensors: Readonly<Record<string, Tensor>>,
  file: string,
): Record<string, string> {
  const shared = paths.filter((path) => path in tensors)
  if (shared.length === 0) fail('SSL7111', { file, holds: Object.keys(tensors), needs: paths })
  return Object.fromEntries(shared.map((path) => [path, path]))
}

const unknownPath = (path: string, known: readonly string[]): never =>
  fail('SSL7109', { path, near: nearest(path, known), known })

const unknownTensor = (file: string, name: string, known: readonly string[]): never =>
  fail('SSL7110', { file, name, near: nearest(name, known) })

/** The tensor with its axes in another order: axis `k` of the result is axis `axes[k]`. */
function transposed({ shape, values }: Tensor, axes: readonly number[], name: string): Tensor {
  const sorted = [...axes].sort((a, b) => a - b)
  if (axes.length !== shape.length || sorted.some((axis, place) => axis !== place)) {
    fail('SSL7113', { name, axes, rank: shape.length })
  }
  const sizes = axes.map((axis) => shape[axis] ?? 1)
  const strides = axes.map((axis) => count(shape.slice(axis + 1)))
  const moved = new Float32Array(values.length)
  const index = sizes.map(() => 0)
  let at = 0
  for (let place = 0; place < moved.length; place++) {
    moved[place] = values[at] as number
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const [size, stride] = [sizes[axis] ?? 1, strides[axis] ?? 0]
      index[axis] = (index[axis] ?? 0) + 1
      at += stride
      if ((index[axis] ?? 0) < size) break
      at -= size * stride
      index[axis] = 0
    }
  }
  return { shape: sizes, values: moved }
}
