import { expect, it } from 'vitest'
import * as build from './build.js'
import { bytesOf, peakBytes } from './liveness.js'

const x = build.input('x', [10, 10])
const peak = (y: ReturnType<typeof build.exp>): number => peakBytes({ outputs: { y }, updates: {} })
const one = 400

it('counts a tensor from the node that makes it to the last that reads it', () => {
  expect(bytesOf(x)).toBe(one)
  // Fed tensors are held elsewhere.
  expect(peak(x)).toBe(0)
  expect(peak(build.exp(x))).toBe(one)
  // Each product needs a tensor of its own beside the one that it reads, which is dropped then.
  expect(peak(build.matmul(build.matmul(build.matmul(x, x), x), x))).toBe(2 * one)
  // Both are needed at once, and the product beside them.
  expect(peak(build.matmul(build.matmul(x, x), build.exp(x)))).toBe(3 * one)
})

it('lets an op write over what nobody needs any more', () => {
  expect(peak(build.tanh(build.exp(build.sin(x))))).toBe(one)
  const y = build.exp(x)
  expect(peak(build.multiply(build.sin(y), y))).toBe(2 * one)
})

it('makes nothing for another view of the same entries', () => {
  expect(peak(build.reshape(build.exp(x), [100]))).toBe(one)
  expect(peak(build.broadcast(build.exp(build.sum(x, [0], true)), [10, 10]))).toBe(40)
})

it('keeps results to the end, and truth values in bytes', () => {
  const updates = { a: build.exp(x), b: build.sin(x) }
  expect(peakBytes({ outputs: { c: build.cos(x) }, updates })).toBe(3 * one)
  expect(peak(build.less(x, build.fill(0)))).toBe(100)
})
