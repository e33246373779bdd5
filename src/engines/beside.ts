import { fileURLToPath } from 'node:url'

/** A program of the package: a file beside this bundle, or from the sources that of the package built of them. */
export const programBeside = (name: string): string =>
  fileURLToPath(
    new URL(`${import.meta.url.endsWith('.ts') ? '../../dist' : '.'}/${name}.js`, import.meta.url),
  )
