import { expect, it } from 'vitest'
import * as build from './build.js'
import { flopsOf } from './flops.js'
import { gradients } from './gradients.js'
import { inOrder } from './order.js'

it('counts two for each product that a contraction adds up', () => {
  const a = build.input('a', [2, 3, 5])
  const b = build.input('b', [2, 5, 7])
  expect(flopsOf(build.matmul(a, b))).toBe(2 * 2 * 3 * 5 * 7)
  expect(flopsOf(build.exp(a))).toBe(0)
})

it('counts the three roles of a convolution alike', () => {
  const x = build.input('x', [2, 9, 9, 3])
  const w = build.input('w', [3, 3, 3, 4])
  const y = build.contract('b[2i+u][2j+v]c,uvco->bijo', x, w, { sizes: { i: 4, j: 4 } })
  expect(flopsOf(y)).toBe(2 * (2 * 4 * 4 * 4) * (3 * 3 * 3))
  const slopes = gradients(build.sum(build.multiply(y, y)), [x, w])
  const all = inOrder(slopes.filter((slope) => slope !== undefined)).map(flopsOf)
  expect(all.reduce((sum, flops) => sum + flops, 0)).toBe(3 * flopsOf(y))
})
