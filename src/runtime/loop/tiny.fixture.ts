import * as build from '../../graph/build.js'
import { gradients } from '../../graph/gradients.js'
import type { Graph } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'
import type { Dataset } from '../data/dataset.js'
import { permutation } from '../shuffle.js'
import type { Plan } from './plan.js'

/** A small linear autoencoder with momentum and fed noise: a plan to test the loop with. */
export function tinyPlan(
  changes: Partial<Plan> & { readonly loss?: (error: Node, noise: Node) => Node } = {},
): Plan {
  const { loss: lossOf = (error: Node) => build.mean(build.multiply(error, error)), ...own } = changes
  const batch = own.batch ?? { size: 4, shuffle: true }
  const x = build.input('x', [batch.size, 3])
  const noise = build.input('noise', [batch.size, 3])
  const rate = build.input('rate', [])
  const W = build.variable('f.W', [3, 2])
  const m = build.variable('optimizer.m.f.W', [3, 2])
  const code = build.matmul(build.add(x, noise), W)
  const loss = lossOf(build.subtract(build.matmul(code, build.flip(W)), x), noise)
  const [slope = W] = gradients(loss, [W])
  const moved = build.add(build.multiply(build.fill(0.9), m), slope)
  const updates = { 'optimizer.m.f.W': moved, 'f.W': build.subtract(W, build.multiply(rate, moved)) }
  const variable = (path: string) => ({ path, shape: [3, 2], type: 'f32' as const })
  const graph: Graph = {
    variables: { 'f.W': variable('f.W'), 'optimizer.m.f.W': variable('optimizer.m.f.W') },
    functions: { step: { inputs: { x, noise, rate }, outputs: { loss }, updates } },
  }
  const stage: Plan['stages'][number] = {
    function: 'step',
    steps: 12,
    metrics: { loss: 'loss' },
    log: 2,
    checkpoint: 4,
    inputs: ({ step, stageStep, fields, examples }) => ({
      x: fields[0] as Float32Array,
      noise: Float32Array.from(permutation(examples.length * 3, step, 'noise', 0), (value) => value / 1000),
      rate: Float32Array.of(0.05 / (1 + stageStep)),
    }),
  }
  return {
    pretext: 'tiny',
    hash: 'tiny',
    seed: 0,
    graph,
    batch,
    stages: [stage],
    initial: () => ({
      'f.W': Float32Array.of(0.5, -0.2, 0.1, 0.7, -0.4, 0.3),
      'optimizer.m.f.W': new Float32Array(6),
    }),
    ...own,
  }
}

/** Examples of three numbers each. */
export function tinyData(count: number): Dataset {
  return {
    name: 'numbers',
    count,
    fields: [{ kind: 'f32', shape: [3] }],
    read: (indices) => [
      Float32Array.from({ length: indices.length * 3 }, (_, entry) =>
        Math.sin((indices[Math.floor(entry / 3)] as number) * 3 + (entry % 3)),
      ),
    ],
  }
}
