import { error } from './entry.js'

/** SSL4xxx: the known ways in which a self-supervised run goes wrong. */
export const hazards = {
  SSL4000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
