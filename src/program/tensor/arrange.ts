import * as build from '../../graph/build.js'
import { type Dimension, plus, times } from '../../graph/dimension.js'
import { moved } from '../kind.js'
import { mistake } from '../report.js'
import { align, leadsOf, parseLetters } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/**
 * Permutes own axes: `ji->ij`. A letter that stands twice on the left takes the diagonal; a new letter
 * on the right repeats, with its size from `sizes`.
 */
export function arrange(
  x: TensorLike,
  spec: string,
  sizes: Readonly<Record<string, Dimension>> = {},
): Tensor {
  const { operands, result } = parseLetters(spec)
  const node = tensor(x)
  const { node: single, letters } = withoutRepeats(node, operands[0] ?? '')
  const leads = leadsOf('an index', single, letters.length)
  const aligned = align(single, letters, result)
  const own = [...result].map((letter): Dimension => {
    const place = letters.indexOf(letter)
    if (place < 0) return sizes[letter] ?? mistake(`${letter} has no size in ${spec}`)
    return single.shape[leads.length + place] ?? 1
  })
  const last = (letters.at(-1) ?? '') === (result.at(-1) ?? '')
  return moved(build.broadcast(aligned, [...leads, ...own]), [node], last)
}

function withoutRepeats(node: Tensor, letters: string): { node: Tensor; letters: string } {
  const twice = [...letters].findIndex((letter, k) => letters.indexOf(letter) < k)
  if (twice < 0) return { node, letters }
  const letter = letters[twice] ?? ''
  const first = letters.indexOf(letter)
  const rest = [...letters].filter((_, k) => k !== first && k !== twice).join('')
  return withoutRepeats(diagonal(node, letters.length, first, twice), rest + letter)
}

/** The diagonal of two of the last `rank` axes, which becomes the last axis. */
export function diagonal(x: Tensor, rank: number, first: number, second: number): Tensor {
  const leads = leadsOf('an index', x, rank).length
  const axes = x.shape.map((_, axis) => axis)
  const pair = [leads + first, leads + second]
  const ordered = build.transpose(x, [...axes.filter((axis) => !pair.includes(axis)), ...pair])
  const [n, outer] = [ordered.shape.at(-1) ?? 1, ordered.shape.slice(0, -2)]
  const flat = build.reshape(ordered, [...outer, times(n, n)])
  const step = typeof n === 'number' ? n + 1 : (plus(n, 1) as { value?: number }).value
  if (step === undefined) return build.reshape(sliceLast(flat, n, 1), [...outer, n])
  return sliceLast(flat, n, step)
}

const sliceLast = (x: Tensor, size: Dimension, step: number): Tensor => build.sliceAxis(x, -1, 0, size, step)
