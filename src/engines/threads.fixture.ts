import { readdirSync } from 'node:fs'
import * as build from '../graph/build.js'
import { onnx } from './onnx/onnx.js'
import { tensorflow } from './tensorflow/tensorflow.js'

/* A program that prints how many threads its process has once an engine, which it is told, computed with so many. */

const [, , name, threads] = process.argv
const x = build.input('x', [64, 64])
const y = build.tanh(build.matmul(x, x))
const session = await (name === 'tensorflow' ? tensorflow : onnx).create(
  { variables: {}, functions: { f: { inputs: { x }, outputs: { y }, updates: {} } } },
  { threads: Number(threads) },
)
await session.evaluate('f', { x: new Float32Array(64 * 64) })
console.log(JSON.stringify({ facts: session.facts, threads: readdirSync('/proc/self/task').length }))
await session.close()
