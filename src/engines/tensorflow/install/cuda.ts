import { join } from 'node:path'
import { fail } from '../../../messages/catalogue.js'
import type { Get } from './connection.js'
import { download } from './download.js'
import type { Tell } from './progress.js'
import type { PythonSettings } from './python.js'
import { textIn, unzip } from './unzip.js'
import { pick, type Wanted, type Wheel, wheelsOf } from './wheels.js'

/** The projects with the CUDA libraries that a TensorFlow wheel names, in the versions that it pins. */
export async function cudaWanted(wheel: string, processor: Wanted['processor']): Promise<Wanted[]> {
  return requirements(await textIn(wheel, /\.dist-info\/METADATA$/)).map((one) => ({ ...one, processor }))
}

/** `Requires-Dist: nvidia-cublas-cu12 (==12.2.5.6) ; extra == 'and-cuda'`, with or without parentheses. */
export const requirements = (metadata: string): Pick<Wanted, 'project' | 'versions'>[] =>
  [
    ...metadata.matchAll(
      /^Requires-Dist:\s*(nvidia-[\w.-]+?)\s*\(?\s*([<>=!~][^;)]*?)\s*\)?\s*;.*extra\s*==\s*['"]and-cuda['"]/gm,
    ),
  ].map(([, project = '', versions = '']) => ({ project, versions }))

/** The wheels of these projects. Fails with SSL7505 where the index lacks one. */
export const cudaWheels = (
  wanted: readonly Wanted[],
  { index }: PythonSettings,
  get: Get,
): Promise<Wheel[]> =>
  Promise.all(
    wanted.map(async (one) => {
      const found = pick(await wheelsOf(one.project, index, get), one)
      return (
        found ??
        fail('SSL7505', {
          wanted: `${one.project} ${one.versions}`,
          system: `Linux ${one.processor}`,
          known: [],
        })
      )
    }),
  )

/** Libraries, and the few files beside them that the kernels ask for while they run. */
const needed =
  /^nvidia\/.*(\/lib\/[^/]+\.so[^/]*|\/bin\/(ptxas|nvlink|fatbinary)|\/nvvm\/libdevice\/[^/]+\.bc)$/

/**
 * Puts them under `nvidia/` beside the folder of TensorFlow's libraries: that is where these look for them, as
 * they do among Python packages.
 */
export async function addCuda(
  wheels: readonly Wheel[],
  { downloads, deps, get, tell }: { downloads: string; deps: string; get: Get; tell: Tell },
): Promise<void> {
  for (const wheel of wheels) {
    const file = await download(wheel, downloads, get, tell)
    await unzip(file, (name) => (needed.test(name) ? join(deps, name) : undefined), tell)
  }
}
