import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { bar, clock, progressBar, progressLine } from './progress.js'

describe('clock', () => {
  it.each([
    [0, '0:00'],
    [75, '1:15'],
    [3700, '1:01:40'],
    [-3, '0:00'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(clock(seconds)).toBe(text)
  })
})

describe('bar', () => {
  test.prop([fc.double({ min: -1, max: 2, noNaN: true }), fc.integer({ min: 1, max: 60 })])(
    'is always as wide as asked',
    (share, width) => {
      expect([...bar(share, width)].length).toBe(width)
    },
  )

  test.prop([fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })])(
    'never shrinks as the work goes on',
    (a, b) => {
      const blocks = (share: number) => [...bar(share, 20)].filter((c) => c === '█').length
      expect(blocks(Math.min(a, b))).toBeLessThanOrEqual(blocks(Math.max(a, b)))
    },
  )
})

describe('progressLine', () => {
  it('shows steps, images a second, the loss and the time left', () => {
    const line = progressLine(
      { label: 'simclr', done: 50, total: 100, throughput: 812.4, loss: 4.1 },
      30,
      100,
    )
    expect(line).toContain('50/100')
    expect(line).toContain('812 images/s')
    expect(line).toContain('loss 4.1000')
    expect(line).toContain('0:30 left')
  })

  test.prop([fc.integer({ min: 60, max: 200 }), fc.integer({ min: 0, max: 100 })])(
    'fits the terminal',
    (columns, done) => {
      const line = progressLine({ label: 'run', done, total: 100, throughput: 9999, loss: 1 }, 100, columns)
      expect([...line].length).toBeLessThanOrEqual(Math.max(columns, 66))
    },
  )
})

describe('progressBar', () => {
  it('writes whole lines, rarely, where there is no terminal', () => {
    const written: string[] = []
    const stream = { isTTY: false, write: (text: string) => written.push(text) > 0 }
    const shown = progressBar(stream as unknown as NodeJS.WriteStream, 1000)
    for (let done = 0; done <= 10; done++) shown.show({ label: 'x', done, total: 10 })
    shown.end()
    expect(written.length).toBe(2)
    expect(written.every((text) => text.endsWith('\n'))).toBe(true)
  })
})
