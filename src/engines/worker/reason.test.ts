import { expect, it } from 'vitest'
import { placeIn } from '../lowering/places.js'
import { essence, isMemory } from './reason.js'

const onnx = `Non-zero status code returned while running MatMul node. Name:'MatMul_3.17' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 4000000000000
`
const tensorflow = `Session fail to run with error: OOM when allocating tensor with shape[1,1000000] and type float by allocator mklcpu
\t [[{{node f0/BatchMatMulV2_7.5}}]]
Hint: If you want to see a list of allocated tensors when OOM happens, add report_tensor_allocations_upon_oom.`

it('is what an engine says, without its own code', () => {
  expect(essence(onnx)).toBe('Failed to allocate memory for requested buffer of size 4000000000000')
  expect(essence(tensorflow)).toBe(
    'OOM when allocating tensor with shape[1,1000000] and type float by allocator mklcpu',
  )
  expect(essence('its thread ended with code 1')).toBe('its thread ended with code 1')
})

it('tells lack of memory, and the node whose operator failed', () => {
  expect([onnx, tensorflow, 'its thread ended with code 1'].map(isMemory)).toEqual([true, true, false])
  expect([onnx, tensorflow, 'node Conv_3'].map(placeIn)).toEqual([17, 5, undefined])
})
