import * as graph from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { refuse } from '../report.js'
import { checkRates, notNegative, share } from './check.js'
import type { Optimizer, Rate, Update } from './optimizer.js'

type Sgd = Extract<Optimizer, { is: 'sgd' }>

/** Stochastic gradient descent with momentum: v ← μ v + g, w ← w − γ v (Nesterov: w − γ (g + μ v)). */
export function sgd(
  options: {
    readonly lr?: Rate
    readonly momentum?: Rate
    readonly nesterov?: boolean
    readonly weight_decay?: Rate
  } = {},
): Optimizer {
  const { lr = 0.03, momentum = 0.9, nesterov = false, weight_decay = 0 } = options
  checkRates('sgd', notNegative, { lr, weight_decay })
  checkRates('sgd', share, { momentum })
  if (nesterov && momentum === 0) refuse('SSL3106', { name: 'sgd', value: 'nesterov without momentum' })
  return { is: 'sgd', lr, momentum, nesterov, weight_decay }
}

/** The parameter after a step of gradient descent. */
export function sgdUpdate({ lr, momentum, nesterov, weight_decay }: Sgd, update: Update): Node {
  const { parameter, scalar, adapts, slot, keep } = update
  const decayed = adapts && weight_decay !== 0
  const g = decayed
    ? graph.add(update.gradient, graph.multiply(scalar(weight_decay), parameter))
    : update.gradient
  if (momentum === 0) return graph.subtract(parameter, graph.multiply(scalar(lr), g))
  const mu = scalar(momentum)
  const v = graph.add(graph.multiply(mu, slot('momentum')), g)
  keep('momentum', v)
  const direction = nesterov ? graph.add(g, graph.multiply(mu, v)) : v
  return graph.subtract(parameter, graph.multiply(scalar(lr), direction))
}
