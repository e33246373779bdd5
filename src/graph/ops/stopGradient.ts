import type { Op } from '../op.js'
import { at } from '../refuse.js'

export const stopGradient: Op = {
  name: 'stopGradient',
  documentation: 'The same values; no gradient flows back.',
  shape: (inputs) => at(inputs, 0),
  gradient: () => [undefined],
  reference: (inputs) => at(inputs, 0).data,
}
