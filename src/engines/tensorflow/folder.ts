import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where `sslang engine add tensorflow` installs: outside of any project, whose reinstallation leaves it alone. */
export function tensorflowFolder(): string {
  const { SSLANG_ENGINES, XDG_CACHE_HOME, LOCALAPPDATA } = process.env
  if (SSLANG_ENGINES) return join(SSLANG_ENGINES, 'tensorflow')
  const cache =
    process.platform === 'win32'
      ? (LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(cache, 'sslang', 'engines', 'tensorflow')
}
