import { dirname, join } from 'node:path'
import { fail } from '../../../messages/catalogue.js'
import { type Finding, probe } from '../../probe/probe.js'
import { type Target, targets } from '../../probe/targets.js'
import { tensorflowFolder } from '../folder.js'
import { type Installed, installedIn, markInstalled } from './installed.js'
import { installPackage, ownLibrary, ownLibraryReachable } from './npm.js'
import { downloadsFolder, newStaging, putInPlace, removeFolder } from './place.js'
import { bytes, type Tell } from './progress.js'
import { diskIsFull, freeIn, spaceFor } from './space.js'
import { wheelRoute } from './wheel.js'

/** The version of the library that is known to work best. */
const defaultVersion = '2.15.1'

export interface Wish {
  readonly gpu: boolean
  /** Of the TensorFlow library. */
  readonly version?: string | undefined
}

export interface Outcome extends Installed {
  readonly folder: string
  /** It was there already. */
  readonly before: boolean
  /** Why it does not compute on a GPU, where that was wished. */
  readonly withoutGpu?: string
}

const target = (device: Target['device']): Target => {
  const found = targets.find((one) => one.engine === 'tensorflow' && one.device === device)
  if (!found) throw new Error(`no target for tensorflow on ${device}`)
  return found
}

/** Runs a step with what is in `folder`, on its CPU: a machine with a GPU has one, too. */
const tried = (folder: string): Promise<Finding> => probe(target('cpu'), folder)

/**
 * Installs TensorFlow in its folder: built aside, tried, then put in place, so that there is never half an engine.
 * Without wishes first the library of the npm package; where its host is out of reach, that of the Python wheel.
 */
export async function installTensorFlow({ gpu, version }: Wish, tell: Tell): Promise<Outcome> {
  const folder = tensorflowFolder()
  const name = gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node'
  const there = installedIn(folder)
  // The one with CUDA computes on the CPU, too.
  const suits = (!gpu || there?.package === name) && (version === undefined || there?.tensorflow === version)
  if (there && suits && (await tried(folder)).works) return outcome(there, folder, gpu, true)

  const route = () => wheelRoute(version ?? defaultVersion, gpu, tell)
  // The npm package's own library is older, and its CUDA is not among the Python packages.
  const own = !gpu && version === undefined && (await ownLibraryReachable())
  const wheel = own ? undefined : await route()
  const staging = newStaging()
  try {
    tell(`installing ${name}`)
    const root = await installPackage(staging, name)
    const installed =
      (own ? await withOwnLibrary(staging, root, tell) : undefined) ??
      (await withWheel(staging, root, wheel ?? (await route())))
    const whole: Installed = { package: name, ...installed }
    markInstalled(staging, whole)
    putInPlace(staging)
    removeFolder(downloadsFolder())
    return outcome(whole, folder, gpu, false)
  } catch (cause) {
    if (!diskIsFull(cause)) throw cause
    const parent = dirname(folder)
    return fail('SSL7503', {
      folder: parent,
      needed: bytes(spaceFor(undefined, gpu)),
      free: bytes(freeIn(parent)),
    })
  } finally {
    removeFolder(staging)
  }
}

type Library = Pick<Installed, 'tensorflow' | 'from'>

async function withOwnLibrary(staging: string, root: string, tell: Tell): Promise<Library | undefined> {
  tell("fetching the npm package's own library")
  const finding = (await ownLibrary(staging, root)) ? await tried(staging) : undefined
  if (finding?.works) return { tensorflow: versionOf(finding), from: 'npm' }
  for (const rest of ['deps', 'lib']) removeFolder(join(root, rest))
  return undefined
}

async function withWheel(
  staging: string,
  root: string,
  wheel: Awaited<ReturnType<typeof wheelRoute>>,
): Promise<Library> {
  await wheel.install(root, join(staging, 'node_modules'))
  const finding = await tried(staging)
  if (!finding.works)
    return fail('SSL7510', { engine: `TensorFlow ${wheel.version}`, reason: finding.reason })
  return { tensorflow: versionOf(finding), from: 'wheel' }
}

const versionOf = ({ versions }: Extract<Finding, { works: true }>): string =>
  versions.tensorflow ?? 'unknown'

async function outcome(
  installed: Installed,
  folder: string,
  gpu: boolean,
  before: boolean,
): Promise<Outcome> {
  const finding = gpu ? await probe(target('cuda'), folder) : undefined
  return {
    ...installed,
    folder,
    before,
    ...(finding && !finding.works && { withoutGpu: finding.reason }),
  }
}
