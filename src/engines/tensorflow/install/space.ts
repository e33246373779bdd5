import { mkdirSync, statfsSync } from 'node:fs'
import { fail } from '../../../messages/catalogue.js'
import { bytes } from './progress.js'

/** TensorFlow needs its wheel and four times that unpacked, the npm packages 300 MB, CUDA 7 GB. */
export const spaceFor = (wheel = 250e6, gpu = false): number => 5 * wheel + 300e6 + (gpu ? 7e9 : 0)

/** Fails with SSL7503 where the disk of `folder` has not so many bytes free. */
export function needSpace(folder: string, needed: number): void {
  mkdirSync(folder, { recursive: true })
  const free = freeIn(folder)
  if (free < needed) fail('SSL7503', { folder, needed: bytes(needed), free: bytes(free) })
}

export function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

export const diskIsFull = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
