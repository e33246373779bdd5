import { error } from './entry.js'

/** SSL5xxx: settings, schedules and the operative configuration. */
export const settings = {
  SSL5000: error<{ what: string }>('An internal mistake', ({ what }) => `this is a mistake in sslang itself: ${what}`),
} as const
