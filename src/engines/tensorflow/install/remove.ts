import { existsSync } from 'node:fs'
import { tensorflowFolder } from '../folder.js'
import { downloadsFolder, removeFolder, removeInstallation, removeLeftovers } from './place.js'

/** Removes the engine and all downloads. False where there was none. */
export function removeTensorFlow(): boolean {
  const there = existsSync(tensorflowFolder())
  removeInstallation()
  removeLeftovers()
  removeFolder(downloadsFolder())
  return there
}
