import type { Op } from '../op.js'
import { at } from '../refuse.js'

export const call: Op = {
  name: 'call',
  documentation:
    'What a definition of the library gives: the first input is its body, whose value it has, the next ones (as many as the attribute `arguments` says) are the arguments, and the rest further results of the body. An engine that computes the `definition` in its own way needs no body.',
  shape: (inputs) => at(inputs, 0),
  /** Of the body. `gradients` makes a call of it. */
  gradient: (_, cotangent) => [cotangent],
  reference: (inputs) => at(inputs, 0).data,
}
