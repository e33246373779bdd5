import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { swiftshader } from './swiftshader-folder.mjs'

/*
 * Fetches SwiftShader, a GPU made of a processor, out of Debian's `chromium-common`, with the Vulkan loader that
 * lies there beside it: WebGPU then works where there is no GPU. Needs apt, no rights of root.
 */

const files = ['libvk_swiftshader.so', 'libvulkan.so.1', 'vk_swiftshader_icd.json']

const folder = swiftshader()
if (files.every((file) => existsSync(join(folder, file)))) console.log(`SwiftShader is in ${folder}`)
else install()

function install() {
  const work = mkdtempSync(join(tmpdir(), 'swiftshader-'))
  const run = (command, ...args) =>
    execFileSync(command, args, { cwd: work, stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    try {
      run('apt-get', 'download', 'chromium-common')
    } catch {
      // No lists of packages yet: own ones, so that the machine's stay as they are.
      const lists = [
        '-o',
        `Dir::State::Lists=${join(work, 'lists')}`,
        '-o',
        `Dir::Cache=${join(work, 'cache')}`,
      ]
      mkdirSync(join(work, 'lists', 'partial'), { recursive: true })
      mkdirSync(join(work, 'cache', 'archives', 'partial'), { recursive: true })
      run('apt-get', ...lists, 'update')
      run('apt-get', ...lists, 'download', 'chromium-common')
    }
    const [found] = readdirSync(work).filter((name) => name.endsWith('.deb'))
    run('dpkg', '-x', found, 'out')
    const next = `${folder}.new`
    rmSync(next, { recursive: true, force: true })
    mkdirSync(next, { recursive: true })
    for (const file of files) copyFileSync(join(work, 'out/usr/lib/chromium', file), join(next, file))
    rmSync(folder, { recursive: true, force: true })
    renameSync(next, folder)
    console.log(`put SwiftShader into ${folder}`)
  } catch (cause) {
    console.error(`SwiftShader cannot be fetched: ${cause.stderr?.toString().trim() || cause.message}`)
    process.exitCode = 1
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
