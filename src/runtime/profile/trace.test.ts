import { expect, it } from 'vitest'
import { traceOf } from './trace.js'

it('is a trace as Chrome reads it: rows with names, and times in microseconds from the first span on', () => {
  const { traceEvents } = traceOf('p / q', [
    { name: 'feed', row: 'host', from: 1000.5, to: 1001 },
    { name: 'step', row: 'engine', from: 1000.25, to: 1003.25, details: { size: 3 } },
  ])
  expect(traceEvents).toEqual([
    { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: 'p / q' } },
    { name: 'thread_name', ph: 'M', pid: 1, tid: 1, args: { name: 'main thread' } },
    { name: 'thread_name', ph: 'M', pid: 1, tid: 2, args: { name: "the engine's thread" } },
    { name: 'feed', ph: 'X', pid: 1, tid: 1, ts: 250, dur: 500 },
    { name: 'step', ph: 'X', pid: 1, tid: 2, ts: 0, dur: 3000, args: { size: 3 } },
  ])
})
