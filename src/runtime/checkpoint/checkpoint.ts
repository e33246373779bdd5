import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../messages/catalogue.js'
import {
  checksum,
  readSafetensors,
  type Tensor,
  type TensorFile,
  type TensorValues,
  writeSafetensors,
} from './safetensors.js'
import { writeAtomically } from './write.js'

/** All that a run needs to go on: values of all variables, and where it stands. */
export interface Checkpoint {
  /** Hash of the program that made it; another program cannot go on from it. */
  readonly program: string
  readonly pretext: string
  readonly seed: number
  /** Steps done, over all stages. */
  readonly step: number
  readonly tensors: Readonly<Record<string, Tensor>>
}

const format = 'sslang checkpoint 1'

/** `checkpoint-120.safetensors` */
export const checkpointName = (step: number): string => `checkpoint-${step}.safetensors`

/** Writes the checkpoint into a run folder, atomically, and gives its path. Fails with SSL7101 or SSL7102. */
export async function saveCheckpoint(folder: string, checkpoint: Checkpoint): Promise<string> {
  const { program, pretext, seed, step, tensors } = checkpoint
  const path = join(folder, checkpointName(step))
  const metadata = { format, program, pretext, seed: String(seed), step: String(step) }
  await writeAtomically(path, writeSafetensors({ tensors, metadata }))
  return path
}

/** Reads a checkpoint. Fails with SSL7103 (not there) or SSL7104 (damaged). */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const file = await readTensors(path)
  const { program, pretext, seed, step } = file.metadata
  if (file.metadata.format !== format || program === undefined || pretext === undefined) {
    return fail('SSL7104', { path, reason: 'it is no checkpoint of sslang' })
  }
  if (file.metadata[checksum] === undefined) fail('SSL7104', { path, reason: 'it has no checksum' })
  return { program, pretext, seed: Number(seed), step: Number(step), tensors: file.tensors }
}

/** Reads any safetensors file. Fails with SSL7103 (not there) or SSL7104 (damaged). */
export async function readTensors(path: string): Promise<TensorFile> {
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) =>
    fail('SSL7103', { path, reason: error.message }),
  )
  const file = readSafetensors(content)
  return typeof file === 'string' ? fail('SSL7104', { path, reason: file }) : file
}

/** The variables of a checkpoint, by path. */
export const valuesOf = ({ tensors }: Checkpoint): Record<string, TensorValues> =>
  Object.fromEntries(Object.entries(tensors).map(([path, { values }]) => [path, values]))

/** The checkpoints of a run folder, the newest first. */
export async function checkpointsIn(folder: string): Promise<{ path: string; step: number }[]> {
  const names = await readdir(folder).catch((): string[] => [])
  return names
    .map((name) => ({
      path: join(folder, name),
      step: Number(/^checkpoint-(\d+)\.safetensors$/.exec(name)?.[1]),
    }))
    .filter(({ step }) => !Number.isNaN(step))
    .sort((a, b) => b.step - a.step)
}

/** Deletes all but the newest checkpoints of a run folder. */
export async function pruneCheckpoints(folder: string, keep: number): Promise<void> {
  const old = (await checkpointsIn(folder)).slice(keep)
  await Promise.all(old.map(({ path }) => rm(path, { force: true })))
}

/**
 * Fails with SSL7105 where the checkpoint was made by another program, SSL7106 where its tensors are not the
 * variables of this one.
 */
export function checkBelongs(
  checkpoint: Checkpoint,
  path: string,
  program: string,
  variables: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): void {
  for (const name of new Set([...Object.keys(variables), ...Object.keys(checkpoint.tensors)])) {
    const [wanted, held] = [variables[name], checkpoint.tensors[name]]
    const [program, file] = [shapeText(wanted), shapeText(held)]
    if (program !== file) fail('SSL7106', { path, name, program, file })
  }
  if (checkpoint.program !== program) fail('SSL7105', { path })
}

const shapeText = (tensor: { readonly shape: readonly number[] } | undefined): string =>
  tensor ? `[${tensor.shape.join(', ')}]` : 'nothing'
