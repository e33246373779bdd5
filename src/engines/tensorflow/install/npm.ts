import { existsSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fail } from '../../../messages/catalogue.js'
import type { Installed } from './installed.js'
import { mainLine, run } from './run.js'

/** The version whose public interface the engine is written for. */
const version = '4.22.0'

/** Installs the package without its library. Gives the folder of the package. */
export async function installPackage(folder: string, name: Installed['package']): Promise<string> {
  const manifest = { name: 'sslang-engine-tensorflow', private: true }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const what = `${name}@${version}`
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', what, 'node-api-headers@1']
  const { code, text } = await run('npm', args, { cwd: folder, env: withoutNpm(process.env) })
  if (code === undefined) fail('SSL7509', { what, reason: 'there is no npm on this machine' })
  if (code !== 0)
    fail('SSL7509', { what, reason: mainLine(text.replaceAll(/npm (error|ERR!)( code)?/gi, '')) })
  return join(folder, 'node_modules', name)
}

/** Under `npx` or a script, npm hands the settings of the project around it to whatever it runs. */
const withoutNpm = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([key]) => !/^npm_config_(prefix|global|workspace|ignore_scripts)/i.test(key)),
  )

/** Whether the host that has the package's own library answers. */
export async function ownLibraryReachable(): Promise<boolean> {
  const host =
    process.env.TFJS_NODE_CDN_STORAGE ?? process.env.CDN_STORAGE ?? 'https://storage.googleapis.com/'
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(8000) })
    return true
  } catch {
    return false
  }
}

/** Runs the package's own installation script. False where that fails. */
export async function ownLibrary(folder: string, root: string): Promise<boolean> {
  const path = [join(folder, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  const { code } = await run(process.execPath, [join('scripts', 'install.js')], {
    cwd: root,
    env: { ...process.env, PATH: path },
  })
  return code === 0 && existsSync(join(root, 'lib'))
}
