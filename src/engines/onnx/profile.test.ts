import { expect, it } from 'vitest'
import { type Note, operatorSpans } from './profile.js'

const note = (cat: string, name: string, ts: number, dur: number): Note => ({
  cat,
  name,
  ts,
  dur,
  args: { op_name: 'Conv', output_type_shape: [{ float: [1, 2] }] },
})

it('puts operators on the clock of the process, by the first run', () => {
  const notes = [
    note('Session', 'session_initialization', 0, 900),
    note('Session', 'model_run', 2000, 500),
    note('Node', 'Conv_3_kernel_time', 2100, 250),
    note('Node', 'Conv_3_fence_before', 2090, 1),
  ]
  const details = { function: 'step', node: 'Conv_3', result: '[{"float":[1,2]}]' }
  expect(operatorSpans('step', notes, [5000])).toEqual([
    { name: 'Conv', row: 'operators', from: 5000.1, to: 5000.35, details },
  ])
  expect(operatorSpans('step', [], [])).toEqual([])
})
