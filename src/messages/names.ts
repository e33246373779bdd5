import { error } from './entry.js'

/** SSL2xxx: names, roles, types and index notation (the checker, before instantiation). */
export const names = {
  SSL2000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
