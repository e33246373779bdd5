import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findTensorFlow } from '../engines/tensorflow/find.js'
import { tensorflowFolder } from '../engines/tensorflow/folder.js'
import { installedIn } from '../engines/tensorflow/install/installed.js'

/** An engine, and in words where it is or how it is added. */
export interface Listed {
  readonly name: string
  readonly here: boolean
  readonly what: string
}

/** All engines, without loading any. */
export function enginesListed(): Listed[] {
  return [
    { name: 'reference', here: true, what: 'comes with sslang' },
    {
      name: 'onnx',
      here: true,
      what: `comes with sslang: onnxruntime-node ${versionOf('onnxruntime-node')}`,
    },
    { name: 'tensorflow', ...tensorflow() },
  ]
}

function tensorflow(): Omit<Listed, 'name'> {
  const file = findTensorFlow()
  if (file === undefined) return { here: false, what: 'not installed: `sslang engine add tensorflow`' }
  const folder = tensorflowFolder()
  const added = file.startsWith(folder) ? installedIn(folder) : undefined
  if (!added) return { here: true, what: dirname(dirname(file)) }
  const cuda = added.package.endsWith('-gpu') ? ' with CUDA' : ''
  return { here: true, what: `TensorFlow ${added.tensorflow}${cuda} in ${folder}` }
}

/** Its `package.json` need not be among what a package exports. */
function versionOf(name: string): string {
  const places = createRequire(import.meta.url).resolve.paths(name) ?? []
  for (const place of places) {
    try {
      const text = readFileSync(join(place, name, 'package.json'), 'utf8')
      return (JSON.parse(text) as { version: string }).version
    } catch {
      // Not there: the next place.
    }
  }
  return 'not installed'
}
