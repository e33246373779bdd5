import { createRequire } from 'node:module'
import { join } from 'node:path'
import { tensorflowFolder } from './folder.js'

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const

/**
 * The file to load: of the user's project, of this package's own dependencies, or of what
 * `sslang engine add tensorflow` installed. Undefined where there is none.
 */
export function findTensorFlow(): string | undefined {
  const places = [
    join(process.cwd(), 'package.json'),
    import.meta.url,
    join(tensorflowFolder(), 'package.json'),
  ]
  for (const place of places) {
    for (const name of packages) {
      try {
        return createRequire(place).resolve(name)
      } catch {
        // Not there: the next place.
      }
    }
  }
  return undefined
}
