import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { contractData } from './contraction.js'
import { count } from './count.js'
import type { Tensor } from './op.js'
import { type Axis, type ContractSpec, parseSpec } from './spec.js'
import { stridesOf } from './strides.js'

/** The definition: one product for every choice of all letters. */
function byDefinition(
  spec: ContractSpec,
  left: Tensor,
  right: Tensor,
  ranges: ReadonlyMap<string, number>,
  shape: readonly number[],
): Float64Array {
  const result = new Float64Array(count(shape))
  const total = spec.letters.reduce((product, letter) => product * (ranges.get(letter) as number), 1)
  for (let k = 0; k < total; k++) {
    const choice = new Map<string, number>()
    let rest = k
    for (const letter of spec.letters) {
      const range = ranges.get(letter) as number
      choice.set(letter, rest % range)
      rest = Math.floor(rest / range)
    }
    const a = left.data[place(spec.left, left.shape, choice)] as number
    const b = right.data[place(spec.right, right.shape, choice)] as number
    const to = place(spec.result, shape, choice)
    result[to] = (result[to] as number) + a * b
  }
  return result
}

function place(axes: readonly Axis[], shape: readonly number[], choice: ReadonlyMap<string, number>): number {
  const strides = stridesOf(shape)
  return axes.reduce((sum, axis, k) => {
    const terms = axis.is === 'plain' ? [{ letter: axis.letter, coefficient: 1 }] : axis.terms
    const offset = axis.is === 'plain' ? 0 : axis.offset
    const index = terms.reduce(
      (at, { letter, coefficient }) => at + coefficient * (choice.get(letter) as number),
      offset,
    )
    return sum + index * (strides[k] as number)
  }, 0)
}

const specs = [
  'ij,jk->ik',
  'ij,kj->ik',
  'ji,jk->ki',
  'bij,bjk->bik',
  'ij,j->i',
  'i,j->ij',
  'ij,ij->',
  'ij,k->j',
  'ij,->jik',
  'b[2i+1u+1]c,uco->bio',
  'bio,uco->b[2i+u]c',
  'b[i+2u]gc,bigo->ugco',
]

test.prop(
  [
    fc.constantFrom(...specs),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 6 }),
    fc.nat(1000),
  ],
  { numRuns: 200 },
)('a contraction is the sum over all letters', (text, wished, seed) => {
  const spec = parseSpec(text)
  const ranges = new Map(
    spec.letters.map((letter, k) => [letter, Math.min(wished[k] as number, k < 3 ? 9 : 5)]),
  )
  const shapeOf = (axes: readonly Axis[]): number[] =>
    axes.map((axis) =>
      axis.is === 'plain'
        ? (ranges.get(axis.letter) as number)
        : axis.terms.reduce(
            (n, { letter, coefficient }) => n + coefficient * ((ranges.get(letter) as number) - 1),
            axis.offset + 2,
          ),
    )
  const tensor = (shape: readonly number[], phase: number): Tensor => ({
    shape,
    data: Float64Array.from({ length: count(shape) }, (_, k) => Math.sin(seed + 1.3 * k + phase)),
  })
  const [left, right, shape] = [
    tensor(shapeOf(spec.left), 0),
    tensor(shapeOf(spec.right), 1),
    shapeOf(spec.result),
  ]
  const given = contractData(spec, left, right, ranges, shape)
  const expected = byDefinition(spec, left, right, ranges, shape)
  expect(given).toHaveLength(expected.length)
  for (const [k, value] of expected.entries()) expect(given[k]).toBeCloseTo(value, 11)
})

it('of nothing is 0', () => {
  const empty = { data: new Float64Array(0), shape: [2, 0] }
  const ranges = new Map([
    ['i', 2],
    ['j', 0],
  ])
  expect([...contractData(parseSpec('ij,ij->i'), empty, empty, ranges, [2])]).toEqual([0, 0])
})
