import { error } from './entry.js'

/** SSL3xxx: dimensions, kinds, bounds and require (told when a graph is built). */
export const instance = {
  SSL3000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
  SSL3001: error<{ dimension: string; symbol: string }>(
    'A size that is not known yet',
    ({ dimension, symbol }) =>
      `the size ${dimension} has no number here, because ${symbol} is not known; give ${symbol} a number or use it where only its name matters`,
  ),
  SSL3002: error<{ op: string; left: string; right: string }>(
    'Shapes that do not fit',
    ({ op, left, right }) =>
      `${op} cannot join the shapes ${left} and ${right}; make their trailing axes equal, or say with indices which axes belong together`,
  ),
  SSL3003: error<{ op: string; shape: string; needed: string }>(
    'A shape that an operation does not take',
    ({ op, shape, needed }) => `${op} needs ${needed}, but it is given the shape ${shape}; change the axes of its argument`,
  ),
  SSL3004: error<{ op: string; axis: number; shape: string }>(
    'An axis that does not exist',
    ({ op, axis, shape }) => `${op} is asked for axis ${axis} of a tensor of shape ${shape}, which has no such axis; use one of its own`,
  ),
  SSL3005: error<{ from: string; to: string }>(
    'A reshape that changes the number of entries',
    ({ from, to }) => `reshape cannot turn ${from} into ${to}, because the number of entries differs; choose axes with the same product`,
  ),
  SSL3006: error<{ op: string; access: string; axis: string }>(
    'An access outside its axis',
    ({ op, access, axis }) => `${op} reads ${access} of an axis of size ${axis}, which is outside it; narrow the range or pad the tensor first`,
  ),
  SSL3007: error<{ op: string; expected: string; given: string }>(
    'A wrong kind of values',
    ({ op, expected, given }) => `${op} needs values of kind ${expected}, but it is given ${given}; convert them first`,
  ),
} as const
