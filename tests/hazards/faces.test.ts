import { describe, expect, test } from 'vitest'
import { told } from './row.js'
import { sound } from './sound.js'
import { faces } from './wrong.js'

describe('the same mistakes in other words', () => {
  test.each(faces)('$what', ({ code, text }) => {
    expect([...new Set(told(text).map((one) => one.split(' ')[0]))]).toEqual([code])
  })
})

describe('nothing is said of', () => {
  test.each(sound)('$what', ({ text }) => {
    expect(told(text)).toEqual([])
  })
})
