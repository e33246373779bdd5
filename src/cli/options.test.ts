import { expect, it } from 'vitest'
import { collect, overrides, wholeNumber } from './options.js'

it('splits a setting at its first sign of equality', () => {
  expect(overrides(['train.epochs=5', 'f.name="a=b"'])).toEqual([
    { path: 'train.epochs', text: '5' },
    { path: 'f.name', text: '"a=b"' },
  ])
})

it.each(['train.epochs', 'train.epochs=', '=5'])('refuses %s', (text) => {
  expect(() => overrides([text])).toThrow(/SSL8018/)
})

it('takes whole numbers only', () => {
  expect(wholeNumber('--seed')('7')).toBe(7)
  expect(() => wholeNumber('--seed')('1.5')).toThrow(/SSL8019.*--seed.*1\.5/)
})

it('collects a repeated option', () => {
  expect(collect('b', collect('a'))).toEqual(['a', 'b'])
})
