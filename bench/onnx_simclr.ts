/** The SimCLR step of a small residual network on the `onnx` engine: time of a step, memory, first step. */

import { onnx } from '../src/engines/onnx/onnx.js'
import * as build from '../src/graph/build.js'
import { gradients } from '../src/graph/gradients.js'
import type { Graph, Variable } from '../src/graph/graph.js'
import type { Node } from '../src/graph/node.js'
import { simplify } from '../src/graph/passes/simplify.js'

const [views, size, widths, momentum, rate, temperature] = [128, 32, [32, 64, 128], 0.9, 0.05, 0.5]

interface Parts {
  readonly variables: Record<string, Variable>
  readonly parameters: Node[]
  readonly updates: Record<string, Node>
}

const parts: Parts = { variables: {}, parameters: [], updates: {} }

function variable(path: string, shape: number[]): Node {
  parts.variables[path] = { path, shape, type: 'f32' }
  return build.variable(path, shape)
}

function parameter(path: string, shape: number[]): Node {
  const node = variable(path, shape)
  parts.parameters.push(node)
  return node
}

const number = (value: number): Node => build.fill(value)

function conv(path: string, x: Node, out: number, kernel: number, stride: number): Node {
  const [, height, , channels] = x.shape as number[]
  const k = parameter(`${path}.k`, [kernel, kernel, channels as number, out])
  const margin = kernel >> 1
  const p = build.pad(x, [0, margin, margin, 0], [0, margin, margin, 0])
  const places = (height as number) / stride
  const spec = `b[${stride}i+1u][${stride}j+1v]c,uvco->bijo`
  return build.contract(spec, p, k, { sizes: { i: places, j: places } })
}

function batchNorm(path: string, x: Node): Node {
  const width = x.shape.at(-1) as number
  const axes = x.shape.map((_, axis) => axis).slice(0, -1)
  const [scale, shift] = [parameter(`${path}.scale`, [width]), parameter(`${path}.shift`, [width])]
  const mean = build.mean(x, axes)
  const centred = build.subtract(x, mean)
  const variance = build.mean(build.power(centred, number(2)), axes)
  for (const [name, value] of [
    ['mu', mean],
    ['variance', variance],
  ] as const) {
    const old = variable(`${path}.${name}`, [width])
    const kept = build.multiply(old, number(0.9))
    parts.updates[`${path}.${name}`] = build.add(kept, build.multiply(value, number(0.1)))
  }
  const normal = build.divide(centred, build.sqrt(build.add(variance, number(1e-5))))
  return build.add(build.multiply(normal, scale), shift)
}

function residual(path: string, x: Node, width: number, stride: number): Node {
  const first = build.relu(batchNorm(`${path}.bn1`, conv(`${path}.conv1`, x, width, 3, stride)))
  const second = batchNorm(`${path}.bn2`, conv(`${path}.conv2`, first, width, 3, 1))
  const same = stride === 1 && x.shape.at(-1) === width
  const short = same ? x : batchNorm(`${path}.bn3`, conv(`${path}.short`, x, width, 1, stride))
  return build.relu(build.add(second, short))
}

function linear(path: string, x: Node, out: number): Node {
  const w = parameter(`${path}.W`, [x.shape.at(-1) as number, out])
  return build.add(build.contract('bc,co->bo', x, w), parameter(`${path}.b`, [out]))
}

function ntXent(z: Node): Node {
  const n = z.shape[0] as number
  const length = build.sqrt(build.sum(build.multiply(z, z), [1], true))
  const unit = build.divide(z, length)
  const s = build.divide(build.contract('ic,jc->ij', unit, unit), number(temperature))
  const diagonal = Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0))
  const masked = build.where(build.constant(diagonal, [n, n], 'bool'), number(Number.NEGATIVE_INFINITY), s)
  const largest = build.stopGradient(build.max(masked, [1], true))
  const total = build.sum(build.exp(build.subtract(masked, largest)), [1], true)
  const logs = build.add(build.log(total), largest)
  const partner = build.constant(
    Array.from({ length: n }, (_, k) => (k + n / 2) % n),
    [n, 1],
    'int',
  )
  const positive = build.gather(s, partner, { axis: 1, batch: 1 })
  return build.mean(build.subtract(logs, positive))
}

function simclrGraph(): Graph {
  const x = build.input('x', [views, size, size, 3])
  let h = build.relu(batchNorm('bn', conv('stem', x, widths[0] as number, 3, 1)))
  for (const [k, width] of widths.entries()) h = residual(`stage${k}`, h, width, k === 0 ? 1 : 2)
  const pooled = build.mean(h, [1, 2])
  const hidden = build.relu(batchNorm('g.bn', linear('g.linear1', pooled, 128)))
  const loss = ntXent(linear('g.linear2', hidden, 64))
  for (const [k, gradient] of gradients(loss, parts.parameters).entries()) {
    const node = parts.parameters[k] as Node
    const path = node.attributes.path as string
    const velocity = variable(`velocity.${path}`, node.shape as number[])
    const next = build.add(build.multiply(velocity, number(momentum)), gradient)
    parts.updates[`velocity.${path}`] = next
    parts.updates[path] = build.subtract(node, build.multiply(next, number(rate)))
  }
  const step = { inputs: { x }, outputs: { loss }, updates: parts.updates }
  return simplify({ variables: parts.variables, functions: { step } })
}

/** Reproducible numbers, about normal. */
function noise(length: number, seed: number): Float32Array {
  let state = seed * 2654435761 + 12345
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 24
  }
  return Float32Array.from({ length }, () => next() + next() + next() + next() - 2)
}

function initialValues(graph: Graph): Record<string, Float32Array> {
  const entries = Object.values(graph.variables).map(({ path, shape }, k) => {
    const length = shape.reduce((all, n) => all * n, 1)
    if (path.startsWith('velocity') || /\.(mu|shift|b)$/.test(path))
      return [path, new Float32Array(length)] as const
    if (/\.(scale|variance)$/.test(path)) return [path, new Float32Array(length).fill(1)] as const
    const bound = Math.sqrt(2 / shape.slice(0, -1).reduce((all, n) => all * n, 1))
    return [path, noise(length, k + 1).map((v) => v * bound)] as const
  })
  return Object.fromEntries(entries)
}

async function main(): Promise<void> {
  const started = performance.now()
  const graph = simclrGraph()
  const graphTime = performance.now() - started
  const session = await onnx.create(graph)
  await session.assign(initialValues(graph))
  const x = noise(views * size * size * 3, 99)
  const losses: number[] = []
  const times: number[] = []
  let first = 0
  const steps = 25
  for (let k = 0; k < steps; k++) {
    const before = performance.now()
    const { loss } = await session.step('step', { x })
    if (k === 0) first = performance.now() - started
    if (k > 2) times.push(performance.now() - before)
    losses.push(loss?.[0] ?? Number.NaN)
  }
  times.sort((a, b) => a - b)
  await session.close()
  const peak = process.resourceUsage().maxRSS / 1024
  const [least, median] = [times[0] ?? 0, times[times.length >> 1] ?? 0]
  console.log(`a step: ${least.toFixed(0)} ms at least, ${median.toFixed(0)} ms in the median`)
  console.log(
    `first step finished ${first.toFixed(0)} ms after the start, graph built after ${graphTime.toFixed(0)} ms`,
  )
  console.log(
    `most memory: ${peak.toFixed(0)} MiB; losses: ${losses
      .slice(0, 5)
      .map((v) => v.toFixed(4))
      .join(', ')}`,
  )
}

await main()
