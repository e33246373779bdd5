import * as build from '../graph/build.js'
import { onnx } from './onnx/onnx.js'
import { tensorflow } from './tensorflow/tensorflow.js'

/* A program that exits with code 3 while a step of about a second runs on the engine that it is told. */

const x = build.input('x', [512, 512])
let y = x
for (let k = 0; k < 200; k++) y = build.tanh(build.matmul(y, x))
const engine = process.argv[2] === 'tensorflow' ? tensorflow : onnx
const session = await engine.create({
  variables: {},
  functions: { f: { inputs: { x }, outputs: { y }, updates: {} } },
})
const values = { x: new Float32Array(512 * 512).fill(0.001) }
await session.evaluate('f', values)
void session.evaluate('f', values)
void session.evaluate('f', values)
setTimeout(() => process.exit(3), 30)
