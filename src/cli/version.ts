import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, from its sources and from its bundle alike. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

/** What this page reads of a package.json. */
interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest

/** The version in the package's own package.json. */
export const version = (): string => manifestOf(packageFolder()).version

/**
 * How a project in the folder names this package among its dependencies: by version where it came from a
 * registry, by its path where it is a checkout or was installed from a file.
 */
export function dependency(project: string): string {
  const own = packageFolder()
  const modules = dirname(own)
  if (basename(modules) !== 'node_modules') return fileFrom(project, own)
  const host = dirname(modules)
  const { dependencies, devDependencies } = existsSync(join(host, 'package.json'))
    ? manifestOf(host)
    : { dependencies: {}, devDependencies: {} }
  const given = { ...devDependencies, ...dependencies }.sslang
  const file = given?.startsWith('file:') ? given.slice('file:'.length) : undefined
  return file === undefined ? `^${version()}` : fileFrom(project, resolve(host, file))
}

const fileFrom = (project: string, path: string): string =>
  `file:${relative(resolve(project), path).replaceAll('\\', '/')}`
