import { error } from './entry.js'

/** SSL5xxx: settings, schedules and the operative configuration. */
export const settings = {
  SSL5000: error<{ what: string }>(
    'An internal mistake',
    ({ what }) => `this is a mistake in sslang itself: ${what}`,
  ),
  SSL5901: error<{ path: string; nearest: string | undefined }>(
    'A setting that the program does not have',
    ({ path, nearest }) =>
      `the program has no setting ${path}; ${nearest ? `did you mean ${nearest}?` : 'see all of them with `sslang inspect --stage configuration`'}`,
  ),
  SSL5902: error<{ path: string }>(
    'A setting without a value',
    ({ path }) => `${path} is set to nothing; give it a value in the syntax of the language, like ${path}=5`,
  ),
} as const
