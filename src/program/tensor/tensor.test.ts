import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import { sizeOf } from '../../graph/dimension.js'
import * as $ from '../index.js'
import { nest } from '../plain/nested.js'

const value = (x: $.TensorLike): $.Nested => {
  const node = $.tensor(x)
  return nest(evaluateNodes([node], new Map())[0] ?? [], node.shape.map(sizeOf), node.type === 'bool')
}

const close = (given: $.TensorLike, expected: $.Nested): void => {
  const flat = (list: $.Nested): number[] => (Array.isArray(list) ? list.flatMap(flat) : [Number(list)])
  const [a, b] = [flat(value(given)), flat(expected)]
  expect(a.length).toBe(b.length)
  for (const [k, x] of a.entries()) expect(x).toBeCloseTo(b[k] ?? Number.NaN, 9)
}

describe('entry by entry', () => {
  test('trailing axes align, whole axes only', () => {
    expect(
      value(
        $.add(
          [
            [1, 2],
            [3, 4],
          ],
          [10, 20],
        ),
      ),
    ).toEqual([
      [11, 22],
      [13, 24],
    ])
    expect(() => $.add([[1, 2]], [[1], [2]])).toThrow('SSL3002')
    expect(() => $.add([1, 2], [1])).toThrow('SSL3002')
  })

  test('letters align own axes, leads pass', () => {
    expect(
      value(
        $.multiply(
          [1, 2],
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          'i,ij->ij',
        ),
      ),
    ).toEqual([
      [1, 2, 3],
      [8, 10, 12],
    ])
    expect(
      value(
        $.multiply(
          [1, 2],
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
          ',j->j',
        ),
      ),
    ).toEqual([
      [1, 2, 3],
      [8, 10, 12],
    ])
    expect(value($.subtract([1, 2], [10, 20, 30], 'i,j->ij'))).toEqual([
      [-9, -19, -29],
      [-8, -18, -28],
    ])
    expect(
      value(
        $.where(
          [true, false],
          [
            [1, 2],
            [3, 4],
          ],
          0,
          'i,ij,->ij',
        ),
      ),
    ).toEqual([
      [1, 2],
      [0, 0],
    ])
  })

  test('element types', () => {
    expect($.add($.index(3), true).type).toBe('int')
    expect($.divide($.index(3), 2).type).toBe('f32')
    expect($.add($.index(3), 0.5).type).toBe('f32')
    expect($.maximum(true, false).type).toBe('int')
    expect(value($.int([1.7, -1.7]))).toEqual([1, -1])
  })
})

describe('reductions', () => {
  const x = [
    [1, 2, 3],
    [4, 5, 6],
  ]

  test('plain and with conditions', () => {
    expect(value($.sum(x, 'ij->j'))).toEqual([5, 7, 9])
    expect(value($.mean(x, 'ij->i'))).toEqual([2, 5])
    expect(value($.max(x, 'ij->'))).toBe(6)
    expect(value($.argmax(x, 'ij->i'))).toEqual([2, 2])
    const off = $.notEqual($.index(3), $.index(2), 'j,i->ij')
    expect(value($.sum(x, 'ij,ij->i', { where: off }))).toEqual([5, 10])
    expect(value($.mean(x, 'ij,ij->i', { where: off }))).toEqual([2.5, 5])
    expect(value($.max(x, 'ij,j->i', { where: $.less($.index(3), 2) }))).toEqual([2, 5])
    close($.logsumexp(x, 'ij,ij->i', { where: off }), [
      Math.log(Math.exp(2) + Math.exp(3)),
      Math.log(Math.exp(4) + Math.exp(6)),
    ])
  })

  test('logsumexp of nothing but minus infinity', () => {
    const low = Number.NEGATIVE_INFINITY
    expect(
      value(
        $.logsumexp(
          [
            [low, low],
            [low, 3],
          ],
          'ij->i',
        ),
      ),
    ).toEqual([low, 3])
    expect(value($.logsumexp([1, 2], 'i,i->', { where: [false, false] }))).toEqual(low)
  })

  test('a mask over an index that the value lacks', () => {
    const off = $.notEqual($.index(3), $.index(2), 'j,i->ij')
    expect(value($.sum([1, 10], 'i,ij->', { where: off }))).toBe(22)
    expect(value($.mean([1, 10], 'i,ij->i', { where: off }))).toEqual([1, 10])
  })

  test('a mean of nothing is refused', () => {
    expect(() => $.mean([1], 'i,i->', { where: [false] })).toThrow('SSL3112')
  })

  test('leads pass', () => {
    expect(
      value(
        $.sum(
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
          'ij->j',
        ),
      ),
    ).toEqual([[4, 6]])
    const off = $.notEqual($.index(2), $.index(2), 'j,i->ij')
    expect(
      value(
        $.sum(
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
          'ij,ij->i',
          { where: off },
        ),
      ),
    ).toEqual([[2, 3]])
  })
})

describe('products', () => {
  test('matrix products with leads on one or both sides', () => {
    expect(
      value(
        $.contract(
          [[1, 2]],
          [
            [1, 0],
            [0, 1],
          ],
          'ij,jk->ik',
        ),
      ),
    ).toEqual([[1, 2]])
    expect(
      value(
        $.contract(
          [
            [1, 2],
            [3, 4],
          ],
          [1, 1],
          'd,d->',
        ),
      ),
    ).toEqual([3, 7])
    expect(
      value(
        $.contract(
          [
            [1, 2],
            [3, 4],
          ],
          [
            [1, 1],
            [2, 2],
          ],
          'd,d->',
        ),
      ),
    ).toEqual([3, 14])
  })

  test('a strided convolution', () => {
    const x = [[1], [2], [3], [4], [5]]
    const k = [[[1]], [[10]]]
    expect(value($.contract(x, k, '[S*i+u]c,uco->io', { S: 2 }))).toEqual([[21], [43]])
    expect(value($.contract(x, k, '[i+D*u]c,uco->io', { D: 3 }))).toEqual([[41], [52]])
    expect(value($.contract(x, k, '[i+u]c,uco->io', { i: 2 }))).toEqual([[21], [32]])
    expect(() => $.contract(x, k, '[i+u]c,uco->io', { i: 5 })).toThrow('SSL3006')
  })

  test('a letter twice is a diagonal', () => {
    expect(
      value(
        $.contract(
          [
            [1, 2],
            [3, 4],
          ],
          [1, 1],
          'ii,i->',
        ),
      ),
    ).toBe(5)
  })
})

describe('moving', () => {
  test('arrange permutes, repeats and takes diagonals', () => {
    expect(
      value(
        $.arrange(
          [
            [1, 2],
            [3, 4],
          ],
          'ij->ji',
        ),
      ),
    ).toEqual([
      [1, 3],
      [2, 4],
    ])
    expect(value($.arrange([1, 2], 'i->ij', { j: 2 }))).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(
      value(
        $.arrange(
          [
            [1, 2],
            [3, 4],
          ],
          'ii->i',
        ),
      ),
    ).toEqual([1, 4])
    expect(
      value(
        $.arrange(
          [
            [
              [1, 2],
              [3, 4],
            ],
            [
              [5, 6],
              [7, 8],
            ],
          ],
          'iji->ji',
        ),
      ),
    ).toEqual([
      [1, 6],
      [3, 8],
    ])
  })

  test('slices, windows, padding, spreading', () => {
    expect(value($.slice([1, 2, 3, 4], -1, 3, 4, -1))).toEqual([4, 3, 2, 1])
    expect(value($.windows([1, 2, 3, 4, 5], -1, { size: 2, stride: 2 }))).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(value($.windows([1, 2, 3, 4, 5], -1, { size: 2, offset: 1, count: 2 }))).toEqual([
      [2, 3],
      [3, 4],
    ])
    expect(value($.pad([[1], [2]], 2, [[1, 0]]))).toEqual([[0], [1], [2]])
    expect(value($.pad([[1], [2]], 1, [[1, 0]]))).toEqual([
      [0, 1],
      [0, 2],
    ])
    expect(value($.spread([1, 2], 1, [3]))).toEqual([1, 0, 0, 2])
    expect(value($.reshape([[1, 2, 3, 4]], 1, [2, 2]))).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
    ])
    expect(() => $.reshape([1, 2, 3], 1, [2, 2])).toThrow('SSL3005')
    expect(
      value(
        $.concat(
          [
            [[1, 2]],
            [
              [3, 4],
              [5, 6],
            ],
          ],
          2,
        ),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    expect(value($.concat([[[1], [2]], [9]], 1))).toEqual([
      [1, 9],
      [2, 9],
    ])
    expect(
      value(
        $.stack(
          [
            [1, 2],
            [3, 4],
          ],
          1,
        ),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('gather: one and several indices, shared letters, leads', () => {
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [$.int([1.5, 0.5, 5.5])],
          'Nc,i->ic',
        ),
      ),
    ).toEqual([
      [3, 4],
      [1, 2],
      [3, 4],
    ])
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [
            [1, 0],
            [0, 1],
          ],
          'MN,i,i->i',
        ),
      ),
    ).toEqual([3, 2])
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [[1, 0]],
          'iN,i->i',
        ),
      ),
    ).toEqual([2, 3])
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [[0, 0]],
          'Ni,i->i',
        ),
      ),
    ).toEqual([1, 2])
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [[[1], [0]]],
          'N,i->i',
        ),
      ),
    ).toEqual([[2], [3]])
    expect(value($.gather([5, 6], [[[1], [0]]], 'N,i->i'))).toEqual([[6], [5]])
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [1],
          'N,->',
        ),
      ),
    ).toEqual([2, 4])
    expect(
      value(
        $.gather(
          [
            [1, 2],
            [3, 4],
          ],
          [$.index(2), $.index(2)],
          'MN,i,j->ji',
        ),
      ),
    ).toEqual([
      [1, 3],
      [2, 4],
    ])
  })

  test('numbers that can leave the axis by the way they are made are refused', () => {
    const x = [5, 6, 7]
    expect(() => $.gather(x, [[3]], 'N,i->i')).toThrow('0 to 2')
    expect(() => $.gather(x, [$.subtract($.index(3), 1)], 'N,i->i')).toThrow('from -1 to 1')
    expect(value($.gather(x, [$.mod($.add($.index(3), 2), 3)], 'N,i->i'))).toEqual([7, 5, 6])
    expect(value($.gather(x, [$.minimum($.multiply(2, $.index(3)), 2)], 'N,i->i'))).toEqual([5, 7, 7])
    expect(value($.gather(x, [$.argsort([3, 1, 2])], 'N,i->i'))).toEqual([6, 7, 5])
    expect(value($.gather(x, [$.where([true, false], 2, $.div(1, 2))], 'N,i->i'))).toEqual([7, 5])
  })

  test('kinds follow values that are only moved', () => {
    const z = $.unit([
      [1, 0],
      [0, 1],
    ])
    expect($.kindOf($.concat([z, z], 2))).toBe('unit')
    expect($.kindOf($.arrange(z, 'ij->ji'))).toBe('f32')
    expect($.kindOf($.pad(z, 2, [[1, 1]]))).toBe('f32')
    expect($.kindOf($.gather(z, [[0]], 'Ni,b->bi'))).toBe('unit')
    expect($.kindOf($.multiply(z, 2))).toBe('f32')
    const picture = $.image([[2, -1]])
    expect(value(picture)).toEqual([[1, 0]])
    expect($.kindOf($.slice(picture, -1, 1, 2, -1))).toBe('image')
    expect($.kindOf($.where(true, picture, picture))).toBe('image')
    expect($.kindOf($.stop_gradient(picture))).toBe('image')
  })
})

test('triangular systems', () => {
  const L = [
    [2, 0],
    [1, 4],
  ]
  close($.solve_lower(L, [2, 9]), [1, 2])
  close(
    $.solve_lower(L, [
      [2, 9],
      [4, 2],
    ]),
    [
      [1, 2],
      [2, 0],
    ],
  )
  close($.solve_lower(L, [[2], [9]], 'ij,jk->ik'), [[1], [2]])
  close(
    $.cholesky([
      [4, 2],
      [2, 17],
    ]),
    L,
  )
})

test('lists and permutation sets', () => {
  expect($.list([$.range(0, 1), [5, 6]], (a, b) => a + b)).toEqual([5, 6, 6, 7])
  expect($.list([$.range(1, 0)], (a) => a)).toEqual([])
  expect($.permutation_set(3, { count: 3 })).toHaveLength(3)
  expect($.permutation_set(3)).toHaveLength(6)
  expect($.permutation_set(3, { count: 2 })).toEqual([
    [0, 1, 2],
    [1, 2, 0],
  ])
  expect($.integer(2.9999999999)).toBe(3)
  expect(() => $.item([1], 1)).toThrow('SSL3111')
})

property.prop([fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 6 })])(
  'logsumexp under a mask is that of what is left',
  (x) => {
    const kept = x.map((_, k) => k % 2 === 0)
    const expected = Math.log(x.filter((_, k) => k % 2 === 0).reduce((sum, v) => sum + Math.exp(v), 0))
    close($.logsumexp(x, 'i,i->', { where: kept }), expected)
  },
)
