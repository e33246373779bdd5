import type { Engine, Session } from '../../engines/engine.js'
import * as build from '../../graph/build.js'
import type { Graph } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'
import { type Features, moments, rows, standardized } from './features.js'

export interface ProbeSettings {
  /** Full-batch Adam steps. */
  readonly epochs: number
  readonly lr: number
  readonly l2: number
}

/** A fitted linear classifier on features standardised with the moments of the fit data. */
export interface Probe {
  readonly moments: ReturnType<typeof moments>
  /** [size, classes] */
  readonly weights: Float32Array
  readonly bias: Float32Array
  /** Mean cross-entropy without the L2 term, before the first and before the last step. */
  readonly losses: readonly [number, number]
}

/**
 * Multinomial logistic regression from zero weights, one fit for each list of example numbers; all lists
 * have equal lengths. The objective is the mean cross-entropy plus l2/2 · ‖W‖², minimised by full-batch
 * Adam with a cosine decay of the rate to 0.
 */
export async function fitProbes(
  engine: Engine,
  features: Features,
  labels: Int32Array,
  classes: number,
  settings: ProbeSettings,
  picks: readonly Int32Array[],
): Promise<Probe[]> {
  const count = picks[0]?.length ?? 0
  // Standardising needs no labels, so all features tell how.
  const own = moments(features)
  const standard = standardized(features, own)
  const session = await engine.create(probeGraph(count, features.size, classes, settings.l2))
  try {
    const probes: Probe[] = []
    for (const pick of picks) {
      const targets = new Float32Array(count * classes)
      pick.forEach((index, row) => {
        targets[row * classes + (labels[index] as number)] = 1
      })
      probes.push(await descend(session, rows(standard, pick), own, targets, settings))
    }
    return probes
  } finally {
    await session.close()
  }
}

async function descend(
  session: Session,
  features: Features,
  own: Probe['moments'],
  targets: Float32Array,
  { epochs, lr }: ProbeSettings,
): Promise<Probe> {
  const classes = targets.length / features.count
  const zeros = (size: number): Float32Array => new Float32Array(size)
  const size = features.size * classes
  await session.assign({ x: features.values, y: targets })
  await session.assign({ W: zeros(size), b: zeros(classes) })
  await session.assign({
    'm.W': zeros(size),
    'v.W': zeros(size),
    'm.b': zeros(classes),
    'v.b': zeros(classes),
  })
  const losses: number[] = []
  for (let step = 0; step < epochs; step++) {
    const { loss } = await session.step('step', {
      rate: Float32Array.of(0.5 * lr * (1 + Math.cos((Math.PI * step) / epochs))),
      unbias1: Float32Array.of(1 / (1 - 0.9 ** (step + 1))),
      unbias2: Float32Array.of(1 / (1 - 0.999 ** (step + 1))),
    })
    losses.push(Number(loss?.[0]))
  }
  const { W = [], b = [] } = await session.read(['W', 'b'])
  return {
    moments: own,
    weights: Float32Array.from(W),
    bias: Float32Array.from(b),
    losses: [losses[0] ?? Math.log(classes), losses.at(-1) ?? Math.log(classes)],
  }
}

/** One full-batch step; the data are variables, so that they are handed over once. */
function probeGraph(count: number, size: number, classes: number, l2: number): Graph {
  const shapes: Record<string, number[]> = {
    x: [count, size],
    y: [count, classes],
    W: [size, classes],
    b: [classes],
    'm.W': [size, classes],
    'v.W': [size, classes],
    'm.b': [classes],
    'v.b': [classes],
  }
  const held = (path: string): Node => build.variable(path, shapes[path] ?? [])
  const [x, y, W, b] = [held('x'), held('y'), held('W'), held('b')]
  const rate = build.input('rate', [])
  const unbias1 = build.input('unbias1', [])
  const unbias2 = build.input('unbias2', [])
  const logits = build.add(build.contract('nd,dk->nk', x, W), b)
  const shifted = build.subtract(logits, build.max(logits, [1], true))
  const powers = build.exp(shifted)
  const total = build.sum(powers, [1], true)
  const likelihood = build.sum(build.multiply(y, shifted), [1], true)
  const loss = build.mean(build.subtract(build.log(total), likelihood))
  const slope = build.divide(build.subtract(build.divide(powers, total), y), build.fill(count))
  const gradients = {
    W: build.add(build.contract('nd,nk->dk', x, slope), build.multiply(build.fill(l2), W)),
    b: build.sum(slope, [0]),
  }
  const updates: Record<string, Node> = {}
  for (const [path, gradient] of Object.entries(gradients)) {
    const mean = mix(0.9, held(`m.${path}`), gradient)
    const square = mix(0.999, held(`v.${path}`), build.multiply(gradient, gradient))
    const size = build.add(build.sqrt(build.multiply(square, unbias2)), build.fill(1e-8))
    const move = build.divide(build.multiply(mean, unbias1), size)
    updates[`m.${path}`] = mean
    updates[`v.${path}`] = square
    updates[path] = build.subtract(held(path), build.multiply(rate, move))
  }
  const variables = Object.fromEntries(
    Object.entries(shapes).map(([path, shape]) => [path, { path, shape, type: 'f32' as const }]),
  )
  return {
    variables,
    functions: { step: { inputs: { rate, unbias1, unbias2 }, outputs: { loss }, updates } },
  }
}

const mix = (decay: number, old: Node, value: Node): Node =>
  build.add(build.multiply(build.fill(decay), old), build.multiply(build.fill(1 - decay), value))

/** The share of examples whose largest logit is that of their label. */
export function probeAccuracy(probe: Probe, features: Features, labels: Int32Array): number {
  const classes = probe.bias.length
  const { size, values } = standardized(features, probe.moments)
  const logits = new Float64Array(classes)
  let right = 0
  for (let row = 0; row < features.count; row++) {
    logits.set(probe.bias)
    for (let entry = 0; entry < size; entry++) {
      const value = values[row * size + entry] as number
      if (value === 0) continue
      for (let label = 0; label < classes; label++) {
        logits[label] = (logits[label] as number) + value * (probe.weights[entry * classes + label] as number)
      }
    }
    if (logits.indexOf(Math.max(...logits)) === labels[row]) right++
  }
  return right / features.count
}
