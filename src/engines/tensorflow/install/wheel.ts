import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail } from '../../../messages/catalogue.js'
import { compileBinding, needCompiler } from './compile.js'
import { connect } from './connection.js'
import { addCuda, cudaWanted, cudaWheels } from './cuda.js'
import { download } from './download.js'
import { downloadsFolder } from './place.js'
import type { Tell } from './progress.js'
import { pythonSettings } from './python.js'
import { needSpace, spaceFor } from './space.js'
import { unzip } from './unzip.js'
import { newest, pick, type Wanted, type Wheel, wheelsOf } from './wheels.js'

/** A way to put TensorFlow's library from its Python wheel under the npm package. */
export interface WheelRoute {
  readonly version: string
  /** Into the package in `root`, which stands in `modules`. */
  install(root: string, modules: string): Promise<void>
}

/** Sees first to everything that may be missing, before anything large is downloaded. */
export async function wheelRoute(version: string, gpu: boolean, tell: Tell): Promise<WheelRoute> {
  const processor = processorHere(gpu)
  await needCompiler()
  const settings = pythonSettings()
  const get = connect(settings)
  const downloads = downloadsFolder()
  tell('looking for TensorFlow in the Python index')
  const wheel = await found({ projects: projects(processor, gpu), version, processor }, settings.index, get)
  needSpace(dirname(downloads), spaceFor(wheel.size, gpu))
  const install = async (root: string, modules: string): Promise<void> => {
    const file = await download(wheel, downloads, get, tell)
    const deps = join(root, 'deps')
    await unzip(file, (name) => placeOf(name, deps), tell)
    if (!existsSync(join(deps, 'lib', 'libtensorflow_cc.so.2')))
      fail('SSL7505', { wanted: `TensorFlow ${version} with its library`, system: systemText(), known: [] })
    tell('building the addon')
    await compileBinding(root, modules)
    if (gpu) {
      const wheels = await cudaWheels(await cudaWanted(file, processor), settings, get)
      await addCuda(wheels, { downloads, deps, get, tell })
    }
  }
  return { version: wheel.version, install }
}

const systemText = (): string => `${process.platform}/${process.arch}`

function processorHere(gpu: boolean): Wanted['processor'] {
  const processors: Record<string, Wanted['processor']> = { x64: 'x86_64', arm64: 'aarch64' }
  const processor = process.platform === 'linux' ? processors[process.arch] : undefined
  if (processor === undefined || (gpu && processor !== 'x86_64'))
    fail('SSL7506', { system: systemText(), gpu })
  return processor
}

/** Under which names TensorFlow stands in the index, without CUDA where it can be. */
function projects(processor: Wanted['processor'], gpu: boolean): string[] {
  if (gpu) return ['tensorflow']
  return processor === 'x86_64' ? ['tensorflow-cpu'] : ['tensorflow-cpu-aws', 'tensorflow']
}

interface Sought {
  readonly projects: readonly string[]
  readonly version: string
  readonly processor: Wanted['processor']
}

async function found(
  { projects, version, processor }: Sought,
  ...from: [index: URL, get: ReturnType<typeof connect>]
): Promise<Wheel> {
  const known: string[] = []
  for (const project of projects) {
    const wheels = await wheelsOf(project, ...from)
    const wheel = pick(wheels, { project, versions: `==${version}`, processor })
    if (wheel) return wheel
    known.push(...newest(wheels, processor))
  }
  return fail('SSL7505', { wanted: `${projects[0]} ${version}`, system: systemText(), known })
}

/** The two libraries, and the headers that the addon includes. */
function placeOf(name: string, deps: string): string | undefined {
  const path = name.replace(/^tensorflow\//, '')
  if (path === name) return undefined
  if (/^lib(tensorflow_cc|tensorflow_framework)\.so\.2$/.test(path)) return join(deps, 'lib', path)
  const headers =
    /^include\/(tensorflow\/c\/|(tensorflow\/core|(tensorflow\/|xla\/)?tsl)\/(c\/|platform\/ctstring)).*\.h$/
  return headers.test(path) ? join(deps, path) : undefined
}
