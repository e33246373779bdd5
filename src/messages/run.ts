import { error } from './entry.js'

/** SSL7xxx: training, checkpoints, evaluation, engines. */
export const run = {
  SSL7000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
