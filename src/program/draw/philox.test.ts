import { expect, test } from 'vitest'
import { hashText, philox } from './philox.js'

const words = (counter: number[], key: number[]): string[] => {
  const out = new Uint32Array(4)
  const [a = 0, b = 0, c = 0, d = 0] = counter
  philox(a, b, c, d, key[0] ?? 0, key[1] ?? 0, out)
  return [...out].map((word) => word.toString(16).padStart(8, '0'))
}

test('the known answers of Random123', () => {
  expect(words([0, 0, 0, 0], [0, 0])).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'])
  const f = 0xffffffff
  expect(words([f, f, f, f], [f, f])).toEqual(['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'])
  const pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]
  expect(words(pi, [0xa4093822, 0x299f31d0])).toEqual(['d16cfe09', '94fdcceb', '5001e420', '24126ea1'])
})

test('texts that differ little get other words', () => {
  const hashes = Array.from({ length: 1000 }, (_, k) => hashText(`view${k}.flip`))
  expect(new Set(hashes).size).toBe(1000)
})
