import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../cache-folder.js'
import { findTensorFlow } from '../tensorflow/find.js'
import { type Finding, probe } from './probe.js'
import type { Target } from './targets.js'

/*
 * What probes found, one file for each in the user's cache folder, under a name made of all that it depends on:
 * versions, the files of the library, the driver, what the environment says. Whatever changes has another name.
 */

/** What one small step came to; it is run where that is not known yet. */
export async function found(target: Target): Promise<Finding> {
  return remembered(target) ?? foundNow(target)
}

/** The same, from a step that is run now. */
export async function foundNow(target: Target): Promise<Finding> {
  const finding = await probe(target)
  if (finding.works || !finding.passing) remember(target, finding)
  return finding
}

/** Like `found`, but what did not work is tried anew: something may have been mended that is in no name. */
export async function foundWorking(target: Target): Promise<Finding> {
  const known = remembered(target)
  return known?.works ? known : foundNow(target)
}

function remembered(target: Target): Finding | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(target), 'utf8')) as Finding
  } catch {
    return undefined
  }
}

/** A folder that cannot be written to only costs the next probe. */
function remember(target: Target, finding: Finding): void {
  const file = fileOf(target)
  const written = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(written, JSON.stringify(finding))
    renameSync(written, file)
  } catch {
    // As said above.
  }
}

function fileOf(target: Target): string {
  const { CUDA_VISIBLE_DEVICES, LD_LIBRARY_PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES } = process.env
  const facts = {
    node: process.version,
    system: `${process.platform}/${process.arch}`,
    library: libraryOf(target),
    driver: textOf('/proc/driver/nvidia/version'),
    environment: [CUDA_VISIBLE_DEVICES, LD_LIBRARY_PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES],
  }
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
  return join(cacheFolder(), 'probes', `${target.engine}-${target.device}-${key}.json`)
}

/** The native files of an engine, with sizes and times: of a version, whole or damaged. */
function libraryOf({ engine }: Target): readonly string[] {
  const file = engine === 'tensorflow' ? findTensorFlow() : engine === 'onnx' ? onnxFile() : undefined
  if (file === undefined) return []
  const folder = dirname(dirname(file))
  return [file, ...['package.json', 'bin', 'lib', 'deps/lib'].map((name) => join(folder, name))].flatMap(
    (path) => filesIn(path),
  )
}

function onnxFile(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node')
  } catch {
    return undefined
  }
}

/** Files up to five folders deep. */
function filesIn(path: string, depth = 5): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) return [`${path} ${found.size} ${found.mtimeMs}`]
  return depth === 0 ? [] : readdirSync(path).flatMap((name) => filesIn(join(path, name), depth - 1))
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
