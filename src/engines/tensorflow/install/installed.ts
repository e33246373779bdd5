import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an installation is, as it stands in its folder. */
export interface Installed {
  readonly package: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu'
  /** Of the TensorFlow library. */
  readonly tensorflow: string
  /** The npm package's own library, or that of a Python wheel. */
  readonly from: 'npm' | 'wheel'
}

const fileIn = (folder: string): string => join(folder, 'engine.json')

/** What is installed in a folder; undefined where nothing is, or no whole engine. */
export function installedIn(folder: string): Installed | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Installed
  } catch {
    return undefined
  }
}

export const markInstalled = (folder: string, installed: Installed): void =>
  writeFileSync(fileIn(folder), `${JSON.stringify(installed, null, 2)}\n`)
