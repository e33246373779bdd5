import { error } from './entry.js'

/** SSL6xxx: data sources and files. */
export const data = {
  SSL6000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
