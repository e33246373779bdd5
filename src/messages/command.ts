import { error } from './entry.js'

/** SSL8xxx: the command line. */
export const command = {
  SSL8000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
