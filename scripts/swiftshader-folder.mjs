import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where SwiftShader lies once `swiftshader.mjs` fetched it. */
export const swiftshader = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sslang/swiftshader')

/** What processes need in their environment to find it; nothing where it is not there or Vulkan is set up already. */
export function swiftshaderEnvironment() {
  const folder = swiftshader()
  const driver = join(folder, 'vk_swiftshader_icd.json')
  const { VK_ICD_FILENAMES, LD_LIBRARY_PATH } = process.env
  if (VK_ICD_FILENAMES || !existsSync(driver)) return {}
  return {
    VK_ICD_FILENAMES: driver,
    LD_LIBRARY_PATH: [folder, LD_LIBRARY_PATH].filter(Boolean).join(':'),
  }
}
