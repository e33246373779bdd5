import { expect, it } from 'vitest'
import { collect, wholeNumber } from './options.js'

it('takes whole numbers only', () => {
  expect(wholeNumber('--seed')('7')).toBe(7)
  expect(() => wholeNumber('--seed')('1.5')).toThrow(/SSL8019.*--seed.*1\.5/)
  expect(() => wholeNumber('--count', 1)('0')).toThrow(/SSL8019.*--count.*from 1/)
})

it('collects a repeated option', () => {
  expect(collect('b', collect('a'))).toEqual(['a', 'b'])
})
