import * as graph from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { checkRates, notNegative, share } from './check.js'
import type { Optimizer, Rate, Update } from './optimizer.js'

type Lars = Extract<Optimizer, { is: 'lars' }>

/**
 * LARS in SimCLR's form (You et al., 2017): g ← g + λ w, r = η ‖w‖ / ‖g‖ (1 where a norm is 0),
 * v ← μ v + γ r g, w ← w − v.
 */
export function lars(
  options: {
    readonly lr?: Rate
    readonly momentum?: Rate
    readonly weight_decay?: Rate
    readonly trust?: Rate
  } = {},
): Optimizer {
  const { lr = 0.3, momentum = 0.9, weight_decay = 0, trust = 1e-3 } = options
  checkRates('lars', notNegative, { lr, weight_decay, trust })
  checkRates('lars', share, { momentum })
  return { is: 'lars', lr, momentum, weight_decay, trust }
}

/** The parameter after a step of LARS. */
export function larsUpdate({ lr, momentum, weight_decay, trust }: Lars, update: Update): Node {
  const { parameter, scalar, adapts, slot, keep } = update
  const decayed = adapts && weight_decay !== 0
  const g = decayed
    ? graph.add(update.gradient, graph.multiply(scalar(weight_decay), parameter))
    : update.gradient
  const rate = adapts ? graph.multiply(scalar(lr), ratio(parameter, g, scalar(trust))) : scalar(lr)
  const step = graph.multiply(rate, g)
  const v = momentum === 0 ? step : graph.add(graph.multiply(scalar(momentum), slot('momentum')), step)
  if (momentum !== 0) keep('momentum', v)
  return graph.subtract(parameter, v)
}

/** η ‖w‖ / ‖g‖, and 1 where one of the norms is 0. */
function ratio(w: Node, g: Node, trust: Node): Node {
  const zero = graph.fill(0)
  const [weights, slope] = [norm(w), norm(g)]
  const usable = graph.and(graph.greater(weights, zero), graph.greater(slope, zero))
  const safe = graph.where(usable, slope, graph.fill(1))
  return graph.where(usable, graph.divide(graph.multiply(trust, weights), safe), graph.fill(1))
}

const norm = (x: Node): Node => graph.sqrt(graph.sum(graph.multiply(x, x)))
