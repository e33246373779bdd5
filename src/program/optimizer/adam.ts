import * as graph from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { belowOne, checkRates, notNegative } from './check.js'
import type { Optimizer, Rate, Update } from './optimizer.js'

type Adam = Extract<Optimizer, { is: 'adam' | 'adamw' }>

interface AdamOptions {
  readonly lr?: Rate
  readonly beta1?: Rate
  readonly beta2?: Rate
  readonly eps?: Rate
  readonly weight_decay?: Rate
}

function make(is: 'adam' | 'adamw', options: AdamOptions): Optimizer {
  const { lr = 1e-3, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weight_decay = 0 } = options
  checkRates(is, notNegative, { lr, weight_decay, eps })
  // At 1 the running means would never leave 0, and their correction would divide by 0.
  checkRates(is, belowOne, { beta1, beta2 })
  return { is, lr, beta1, beta2, eps, weight_decay }
}

/** Adam (Kingma and Ba, 2015) with bias correction; decay is added to the gradient. */
export const adam = (options: AdamOptions = {}): Optimizer => make('adam', options)

/** Adam with decoupled decay (Loshchilov and Hutter, 2019). */
export const adamw = (options: AdamOptions = {}): Optimizer => make('adamw', options)

/** The parameter after a step of Adam. */
export function adamUpdate({ is, lr, beta1, beta2, eps, weight_decay }: Adam, update: Update): Node {
  const { parameter, scalar, adapts, slot, keep } = update
  const decays = adapts && weight_decay !== 0
  const decay = (): Node => graph.multiply(scalar(weight_decay), parameter)
  const g = decays && is === 'adam' ? graph.add(update.gradient, decay()) : update.gradient
  const m = mix(scalar(beta1), slot('first_moment'), g)
  const v = mix(scalar(beta2), slot('second_moment'), graph.multiply(g, g))
  keep('first_moment', m)
  keep('second_moment', v)
  const mean = graph.divide(m, scalar({ is: 'correction', beta: beta1 }))
  const square = graph.divide(v, scalar({ is: 'correction', beta: beta2 }))
  const direction = graph.divide(mean, graph.add(graph.sqrt(square), scalar(eps)))
  const whole = decays && is === 'adamw' ? graph.add(direction, decay()) : direction
  return graph.subtract(parameter, graph.multiply(scalar(lr), whole))
}

/** b · old + (1 − b) · fresh. */
function mix(b: Node, old: Node, fresh: Node): Node {
  return graph.add(graph.multiply(b, old), graph.multiply(graph.subtract(graph.fill(1), b), fresh))
}
