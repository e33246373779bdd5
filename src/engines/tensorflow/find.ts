import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { tensorflowFolder } from './folder.js'

const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const

/** The user's project, this package's own dependencies, what `sslang engine add tensorflow` installed. */
const usualPlaces = (): readonly string[] => [
  join(process.cwd(), 'package.json'),
  import.meta.url,
  join(tensorflowFolder(), 'package.json'),
]

/** The file of the package to load, in the first place that has it whole; undefined where none has. */
export function findTensorFlow(places: readonly string[] = usualPlaces()): string | undefined {
  const files = places.flatMap((place) => packages.flatMap((name) => resolved(place, name)))
  return files.find(isWhole)
}

function resolved(place: string, name: string): string[] {
  try {
    return [createRequire(place).resolve(name)]
  } catch {
    return []
  }
}

/** Whether the native part is there: the package's install script may have failed to fetch it. */
function isWhole(file: string): boolean {
  const library = join(dirname(dirname(file)), 'lib')
  return (
    existsSync(library) &&
    readdirSync(library).some((version) => existsSync(join(library, version, 'tfjs_binding.node')))
  )
}
