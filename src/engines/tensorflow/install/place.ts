import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { tensorflowFolder } from '../folder.js'

/** Beside the engine: on the same disk, and kept when a download breaks off. */
export const downloadsFolder = (): string => join(dirname(tensorflowFolder()), 'downloads')

/** An empty folder to install into. */
export function newStaging(): string {
  removeLeftovers()
  const staging = beside('new')
  mkdirSync(staging, { recursive: true })
  return staging
}

/** Puts a whole installation in place of the one before. */
export function putInPlace(staging: string): void {
  removeInstallation()
  renameSync(staging, tensorflowFolder())
}

/** It is gone at once, though its files are many. */
export function removeInstallation(): void {
  const old = beside('old')
  if (existsSync(tensorflowFolder())) renameSync(tensorflowFolder(), old)
  removeFolder(old)
}

export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })

/** Of this process, so that two that install at once do not meet. */
const beside = (kind: 'new' | 'old'): string => `${tensorflowFolder()}.${kind}-${process.pid}`

/** What processes that died have left. */
export function removeLeftovers(): void {
  const folder = tensorflowFolder()
  if (!existsSync(dirname(folder))) return
  for (const name of readdirSync(dirname(folder))) {
    const [, kind, pid] = /^(.*\.(?:new|old))-(\d+)$/.exec(name) ?? []
    const ours = kind?.startsWith(`${basename(folder)}.`)
    if (ours && (Number(pid) === process.pid || !runs(Number(pid)))) removeFolder(join(dirname(folder), name))
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}
