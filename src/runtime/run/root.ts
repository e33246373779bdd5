import { dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package's own code, as it runs: sources, or the bundle. */
const own = dirname(fileURLToPath(import.meta.url)).replace(/[\\/]runtime[\\/]run$/, '')

/**
 * The folder of the module that called into this package: where the paths of an emitted module start from,
 * since it lies beside its source. The working folder where the stack does not tell.
 */
export function callerFolder(stack = new Error().stack ?? ''): string {
  for (const line of stack.split('\n').slice(1)) {
    const file = fileOf(line)
    if (file !== undefined && !file.startsWith(own + sep) && !file.includes(`${sep}node_modules${sep}`)) {
      return dirname(file)
    }
  }
  return process.cwd()
}

function fileOf(line: string): string | undefined {
  const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):\d+:\d+\)?$/.exec(line.trim())?.[1]
  if (place === undefined || place.startsWith('node:')) return undefined
  return place.startsWith('file://') ? fileURLToPath(place) : place
}
