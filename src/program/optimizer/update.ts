import type { Node } from '../../graph/node.js'
import { adamUpdate } from './adam.js'
import { larsUpdate } from './lars.js'
import type { Optimizer, Update } from './optimizer.js'
import { sgdUpdate } from './sgd.js'

/** The parameter after the step. */
export function updated(optimizer: Optimizer, update: Update): Node {
  if (optimizer.is === 'sgd') return sgdUpdate(optimizer, update)
  return optimizer.is === 'lars' ? larsUpdate(optimizer, update) : adamUpdate(optimizer, update)
}
