import { expect, test } from 'vitest'
import { holds } from './holds.js'

test('declared kinds are tested row by row', () => {
  expect(holds('unit', [0.6, 0.8, 1, 0], 2)).toBe(true)
  expect(holds('unit', [0.6, 0.8, 1, 0.1], 2)).toBe(false)
  expect(holds('prob', [0.25, 0.75, 1, 0], 2)).toBe(true)
  expect(holds('prob', [-0.5, 1.5], 2)).toBe(false)
  expect(holds('image', [0, 1.0005, 0.5], 3)).toBe(true)
  expect(holds('image', [0, 255, 0.5], 3)).toBe(false)
  expect(holds('unit', [], 0)).toBe(true)
  expect(holds('lab', [50, -20, 90], 3)).toBe(true)
  expect(holds('lab', [0.5, 300, 0], 3)).toBe(false)
})
