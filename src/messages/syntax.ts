import { error } from './entry.js'

/** SSL1xxx: what the parser says. */
export const syntax = {
  SSL1000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
