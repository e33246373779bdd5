import { expect, test } from 'vitest'
import { counted } from '../placement/placed.js'
import { operatorsIn } from './placement.js'

// As TensorFlow 2.15 writes it.
const said = `2026-01-31 10:20:30.1: I tensorflow/core/common_runtime/executor.cc:874] Process node: 0 step 2 {{node _SOURCE}} = NoOp[]() device: /job:localhost/replica:0/task:0/device:CPU:0
2026-01-31 10:20:30.2: I tensorflow/core/common_runtime/executor.cc:874] Process node: 4 step 2 {{node f0/Const_3}} = Const[dtype=DT_INT32, _device="/job:localhost/replica:0/task:0/device:GPU:0"]() device: /job:localhost/replica:0/task:0/device:CPU:0
2026-01-31 10:20:30.3: I tensorflow/core/common_runtime/executor.cc:874] Process node: 9 step 2 {{node f0/Mul_4.3}} = Mul[T=DT_FLOAT](f0/a, f0/b) device: /job:localhost/replica:0/task:0/device:GPU:0
2026-01-31 10:20:30.3: I tensorflow/core/common_runtime/executor.cc:874] Process node: 8 step 2 {{node f0/Mul_5.3}} = Mul[T=DT_FLOAT](f0/b, f0/b) device: /job:localhost/replica:0/task:0/device:GPU:0
2026-01-31 10:20:30.4: I tensorflow/core/common_runtime/executor.cc:874] Process node: 17 step 2 {{node _retval_f0/Identity_10_0_1}} = _Retval[T=DT_FLOAT, index=1](f0/Iden) device: /job:localhost/replica:0/task:0/device:CPU:0
`

test('operators are counted by what ran them', () => {
  expect(counted(operatorsIn(said))).toEqual([
    { operator: 'Const', on: 'CPU:0', count: 1 },
    { operator: 'Mul', on: 'GPU:0', count: 2 },
  ])
})
