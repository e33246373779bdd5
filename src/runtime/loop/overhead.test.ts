import { expect, it } from 'vitest'
import { overheadOf } from './overhead.js'

it('is what steps take beyond the time of the engine, the first one left out', () => {
  const overhead = overheadOf()
  const busy = (milliseconds: number) =>
    overhead.engine({ name: 'step', row: 'engine', from: 7, to: 7 + milliseconds })
  expect(overhead.share()).toBeUndefined()
  busy(100)
  overhead.step(900, false)
  expect(overhead.share()).toBeUndefined()
  for (const milliseconds of [100, 300]) {
    busy(milliseconds)
    overhead.engine({ name: 'feed', row: 'engine', from: 0, to: 50 })
    overhead.step(milliseconds + 4, true)
  }
  expect(overhead.share()).toBeCloseTo(8 / 400)
})
