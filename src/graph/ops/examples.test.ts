import { describe, expect, it } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as build from '../build.js'
import { sizeOf } from '../dimension.js'
import type { ElementType, Node } from '../node.js'
import { type OpName, ops } from './index.js'

type Nested = number | readonly Nested[]

const shapeOf = (value: Nested): number[] =>
  typeof value === 'number' ? [] : [value.length, ...(value[0] === undefined ? [] : shapeOf(value[0]))]

const flat = (value: Nested): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat))

const tensor = (value: Nested, type: ElementType = 'f32'): Node =>
  build.constant(flat(value), shapeOf(value), type)
const int = (value: Nested): Node => tensor(value, 'int')
const bool = (value: Nested): Node => tensor(value, 'bool')

function nested(data: readonly number[], shape: readonly number[]): Nested {
  const [size, ...rest] = shape
  if (size === undefined) return data[0] as number
  const row = data.length / size
  return Array.from({ length: size }, (_, k) => nested(data.slice(k * row, (k + 1) * row), rest))
}

const square = [
  [1, 2, 3],
  [4, 5, 6],
]

/** Worked values: the node, its nested values and its type. */
const examples: Readonly<Record<OpName, readonly (readonly [Node, Nested, ElementType?])[]>> = {
  input: [],
  variable: [],
  constant: [
    [build.fill(2, [2, 1]), [[2], [2]]],
    [build.iota(3), [0, 1, 2], 'int'],
  ],
  negate: [
    [build.negate(tensor([1, -2])), [-1, 2]],
    [build.negate(bool([1])), [-1], 'int'],
  ],
  exp: [[build.exp(int([0, 1])), [1, Math.E]]],
  log: [[build.log(tensor([1, 0])), [0, Number.NEGATIVE_INFINITY]]],
  sqrt: [[build.sqrt(tensor([9])), [3]]],
  abs: [[build.abs(int([-3, 3])), [3, 3], 'int']],
  sin: [[build.sin(tensor([Math.PI / 2])), [1]]],
  cos: [[build.cos(tensor([0])), [1]]],
  tanh: [[build.tanh(tensor([0.5])), [0.462117157260009]]],
  sigmoid: [[build.sigmoid(tensor([0, -1000, 1000])), [0.5, 0, 1]]],
  softplus: [[build.softplus(tensor([0, -1000, 1000])), [Math.LN2, 0, 1000]]],
  relu: [[build.relu(tensor([-1, 0, 2])), [0, 0, 2]]],
  erf: [[build.erf(tensor([0.5, -2, 3.5])), [0.5204998778130465, -0.9953222650189527, 0.9999992569016276]]],
  gelu: [[build.gelu(tensor([1, -1])), [0.8413447460685429, -0.15865525393145707]]],
  truncate: [[build.truncate(tensor([1.9, -1.9])), [1, -1], 'int']],
  not: [[build.not(bool([0, 1])), [1, 0], 'bool']],
  cast: [
    [build.cast(tensor([0, -0.5, 2.5]), 'bool'), [0, 1, 1], 'bool'],
    [build.cast(tensor([-2.5]), 'int'), [-2], 'int'],
  ],
  add: [
    [
      build.add(tensor(square), tensor([10, 20, 30])),
      [
        [11, 22, 33],
        [14, 25, 36],
      ],
    ],
    [build.add(bool([1, 0]), bool([1, 1])), [2, 1], 'int'],
    [
      build.add(tensor([[1], [2]]), int([1, 2])),
      [
        [2, 3],
        [3, 4],
      ],
    ],
  ],
  subtract: [[build.subtract(int([1]), int([3])), [-2], 'int']],
  multiply: [[build.multiply(tensor([2, 3]), tensor([4, 5])), [8, 15]]],
  divide: [[build.divide(int([1]), int([4])), [0.25]]],
  power: [[build.power(tensor([2, 9]), tensor([3, 0.5])), [8, 3]]],
  maximum: [[build.maximum(tensor([1, 5]), tensor([3, 2])), [3, 5]]],
  minimum: [[build.minimum(tensor([1, 5]), tensor([3, 2])), [1, 2]]],
  mod: [[build.mod(int([7, -7]), int([3, 3])), [1, 2], 'int']],
  div: [[build.div(int([7, -7]), int([3, 3])), [2, -3], 'int']],
  equal: [[build.equal(int([1, 2]), int([1, 3])), [1, 0], 'bool']],
  notEqual: [[build.notEqual(int([1, 2]), int([1, 3])), [0, 1], 'bool']],
  less: [[build.less(int([1, 2, 3]), int([2, 2, 2])), [1, 0, 0], 'bool']],
  lessEqual: [[build.lessEqual(int([1, 2, 3]), int([2, 2, 2])), [1, 1, 0], 'bool']],
  greater: [[build.greater(int([1, 2, 3]), int([2, 2, 2])), [0, 0, 1], 'bool']],
  greaterEqual: [[build.greaterEqual(int([1, 2, 3]), int([2, 2, 2])), [0, 1, 1], 'bool']],
  and: [[build.and(bool([0, 0, 1, 1]), bool([0, 1, 0, 1])), [0, 0, 0, 1], 'bool']],
  or: [[build.or(bool([0, 0, 1, 1]), bool([0, 1, 0, 1])), [0, 1, 1, 1], 'bool']],
  where: [[build.where(bool([1, 0]), tensor([1, 2]), tensor(9)), [1, 9]]],
  stopGradient: [[build.stopGradient(tensor([1])), [1]]],
  declare: [[build.declare(tensor([1]), 'unit'), [1]]],
  call: [
    [
      build.call(build.negate(tensor([1])), {
        definition: 'example',
        arguments: [tensor([1])],
        others: [],
        configuration: {},
        of: undefined,
      }),
      [-1],
    ],
  ],
  contract: [
    [
      build.matmul(
        tensor(square),
        tensor([
          [1, 0],
          [0, 1],
          [1, 1],
        ]),
      ),
      [
        [4, 5],
        [10, 11],
      ],
    ],
    [
      build.contract('i,->ij', tensor([1, 2]), tensor(3), { sizes: { j: 2 } }),
      [
        [3, 3],
        [6, 6],
      ],
    ],
    [build.contract('ij,->', tensor(square), tensor(1)), 21],
    // A convolution with stride 2: 1·1 + 2·10 + 3·100, 3·1 + 4·10 + 5·100.
    [
      build.contract('[2i+u],u->i', tensor([1, 2, 3, 4, 5]), tensor([1, 10, 100]), { sizes: { i: 2 } }),
      [321, 543],
    ],
    // Its input gradient.
    [
      build.contract('i,u->[2i+u]', tensor([1, 2]), tensor([1, 10, 100]), { resultSizes: [5] }),
      [1, 10, 102, 20, 200],
    ],
    // Its filter gradient, with the operands in the other order.
    [
      build.contract('i,[2i+1u]->u', tensor([1, 2]), tensor([1, 2, 3, 4, 5]), { sizes: { u: 3 } }),
      [7, 10, 13],
    ],
    [build.contract('[-i+2],->i', tensor([1, 2, 3]), tensor(1), { sizes: { i: 3 } }), [3, 2, 1]],
  ],
  sum: [
    [build.sum(tensor(square), [0]), [5, 7, 9]],
    [build.sum(tensor(square), [-1], true), [[6], [15]]],
    [build.sum(bool([1, 0, 1])), 2, 'int'],
    [build.mean(tensor(square)), 3.5],
  ],
  max: [[build.max(tensor(square), [1]), [3, 6]]],
  min: [[build.min(tensor(square), [0]), [1, 2, 3]]],
  any: [
    [
      build.any(
        bool([
          [0, 1],
          [0, 0],
        ]),
        [1],
      ),
      [1, 0],
      'bool',
    ],
  ],
  all: [
    [
      build.all(
        bool([
          [0, 1],
          [1, 1],
        ]),
        [1],
      ),
      [0, 1],
      'bool',
    ],
  ],
  argmax: [
    [
      build.argmax(
        tensor([
          [1, 5, 5],
          [7, 2, 3],
        ]),
        1,
      ),
      [1, 0],
      'int',
    ],
  ],
  argmin: [
    [
      build.argmin(
        tensor([
          [1, 5, 5],
          [7, 2, 2],
        ]),
        -1,
      ),
      [0, 1],
      'int',
    ],
  ],
  transpose: [
    [
      build.transpose(tensor(square), [1, 0]),
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ],
  ],
  reshape: [
    [
      build.reshape(tensor(square), [3, 2]),
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
  ],
  slice: [
    [build.slice(tensor([0, 1, 2, 3, 4]), [1], [2], [2]), [1, 3]],
    [
      build.reverse(tensor(square), [1]),
      [
        [3, 2, 1],
        [6, 5, 4],
      ],
    ],
    [
      build.sliceAxis(tensor(square), 1, 1, 2),
      [
        [2, 3],
        [5, 6],
      ],
    ],
  ],
  pad: [[build.pad(tensor([1, 2]), [1], [2]), [0, 1, 2, 0, 0]]],
  spread: [[build.spread(tensor([1, 2, 3]), [2]), [1, 0, 2, 0, 3]]],
  concatenate: [
    [
      build.concatenate([tensor(square), tensor([[7], [8]])], 1),
      [
        [1, 2, 3, 7],
        [4, 5, 6, 8],
      ],
    ],
  ],
  broadcast: [
    [
      build.broadcast(tensor([[1], [2]]), [2, 2, 2]),
      [
        [
          [1, 1],
          [2, 2],
        ],
        [
          [1, 1],
          [2, 2],
        ],
      ],
    ],
  ],
  windows: [
    [
      build.windows(tensor([0, 1, 2, 3, 4]), { axis: 0, size: 3, stride: 2 }),
      [
        [0, 1, 2],
        [2, 3, 4],
      ],
    ],
    [
      build.windows(tensor([0, 1, 2, 3, 4]), { axis: 0, size: 2, dilation: 3 }),
      [
        [0, 3],
        [1, 4],
      ],
    ],
  ],
  gather: [
    [
      build.gather(tensor(square), int([1, 0, 9]), { axis: 0 }),
      [
        [4, 5, 6],
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [build.gather(tensor(square), int([2, -1]), { axis: 1, batch: 1 }), [3, 4]],
    [
      build.gather(tensor(square), int([[0], [1]]), { axis: 1 }),
      [
        [[1], [2]],
        [[4], [5]],
      ],
    ],
  ],
  scatterAdd: [[build.scatterAdd(int([1, 1, 0]), tensor([1, 2, 3]), { axis: 0, size: 3 }), [3, 3, 0]]],
  scatterUpdate: [
    [build.scatterUpdate(tensor([[1], [2], [3]]), int([2, 0, 2]), tensor([[7], [8], [9]])), [[8], [2], [9]]],
  ],
  argsort: [
    [
      build.argsort(
        tensor([
          [3, 1, 2],
          [2, 2, 1],
        ]),
      ),
      [
        [1, 2, 0],
        [2, 0, 1],
      ],
      'int',
    ],
  ],
  cholesky: [
    [
      build.cholesky(
        tensor([
          [4, 2],
          [2, 10],
        ]),
      ),
      [
        [2, 0],
        [1, 3],
      ],
    ],
  ],
  solveLower: [
    [
      build.solveLower(
        tensor([
          [2, 99],
          [1, 3],
        ]),
        tensor([[4], [8]]),
      ),
      [[2], [2]],
    ],
    [
      build.solveLower(
        tensor([
          [2, 99],
          [1, 3],
        ]),
        tensor([[8], [6]]),
        true,
      ),
      [[3], [2]],
    ],
  ],
}

describe.each(Object.keys(ops) as OpName[])('%s', (name) => {
  it.each(examples[name].map((example, k) => [k, ...example] as const))(
    'example %i',
    (_, node, expected, type = 'f32') => {
      const shape = node.shape.map(sizeOf)
      const data = [...(evaluateNodes([node], new Map())[0] as Float64Array)]
      expect(node.op === name || name === 'slice' || name === 'sum' || name === 'constant').toBe(true)
      expect(node.type).toBe(type)
      expect(shape).toEqual(shapeOf(expected))
      for (const [k, value] of flat(expected).entries()) {
        if (Number.isFinite(value)) expect(data[k]).toBeCloseTo(value, 12)
        else expect(data[k]).toBe(value)
      }
      expect(shapeOf(nested(data, shape))).toEqual(shapeOf(expected))
    },
  )

  it('has documentation', () => {
    expect(ops[name].name).toBe(name)
    expect(ops[name].documentation).toMatch(/\.$/)
  })
})
