import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the user gets Python packages, and whom they trust there. */
export interface PythonSettings {
  readonly index: URL
  /** A file of certificates beside those that Node.js knows. */
  readonly certificates: string | undefined
  /** Without it those of the environment. */
  readonly proxy: string | undefined
}

const publicIndex = 'https://pypi.org/simple/'

/** As pip and uv read them: environment, then files; the nearest that says something counts. */
export function pythonSettings(env: NodeJS.ProcessEnv = process.env): PythonSettings {
  const pip = textOf(env.PIP_CONFIG_FILE, ...pipFiles(env))
  const uv = textOf(env.UV_CONFIG_FILE, ...uvFiles(env))
  const index =
    env.PIP_INDEX_URL ??
    env.UV_DEFAULT_INDEX ??
    env.UV_INDEX_URL ??
    /^\s*index[-_]url\s*[=:]\s*(\S+)/m.exec(pip)?.[1] ??
    uvIndex(uv) ??
    publicIndex
  const certificates =
    env.PIP_CERT ??
    /^\s*cert\s*[=:]\s*(.+?)\s*$/m.exec(pip)?.[1] ??
    env.REQUESTS_CA_BUNDLE ??
    env.SSL_CERT_FILE
  const proxy = env.PIP_PROXY ?? /^\s*proxy\s*[=:]\s*(\S+)/m.exec(pip)?.[1]
  return { index: new URL(index.replace(/\/*$/, '/')), certificates, proxy }
}

const configuration = (env: NodeJS.ProcessEnv): string => env.XDG_CONFIG_HOME || join(homedir(), '.config')

const pipFiles = (env: NodeJS.ProcessEnv): string[] => [
  ...(env.VIRTUAL_ENV ? [join(env.VIRTUAL_ENV, 'pip.conf')] : []),
  join(configuration(env), 'pip', 'pip.conf'),
  join(homedir(), '.pip', 'pip.conf'),
  '/etc/xdg/pip/pip.conf',
  '/etc/pip.conf',
]

const uvFiles = (env: NodeJS.ProcessEnv): string[] => [
  join(configuration(env), 'uv', 'uv.toml'),
  '/etc/uv/uv.toml',
]

/** One after the other, so that the first that says something is found first. */
const textOf = (...files: readonly (string | undefined)[]): string =>
  files.map((file) => (file && existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n')

/** The `[[index]]` of uv.toml that is the default, or its older `index-url`. */
function uvIndex(text: string): string | undefined {
  const standing = text.split(/^\s*\[\[index\]\]/m).slice(1)
  const chosen = standing.find((one) => /^\s*default\s*=\s*true/m.test(one))
  return (/^\s*url\s*=\s*"([^"]+)"/m.exec(chosen ?? '') ?? /^\s*index-url\s*=\s*"([^"]+)"/m.exec(text))?.[1]
}
