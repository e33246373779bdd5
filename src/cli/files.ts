import { readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fail } from '../messages/catalogue.js'

const wild = /[*?[\]{}!]/

/** Why the system refused a file, in a few words. */
export function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const words: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is no folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the disk is read-only',
  }
  return words[code] ?? (code || String(cause instanceof Error ? cause.message : cause))
}

/** The text of a file; SSL8003 where it cannot be read, or is no text. */
export function readText(path: string): string {
  const bytes = readBytes(path)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Told below: the decoder knows only that the bytes are no UTF-8.
  }
  return fail('SSL8003', { path, reason: 'it is no text in UTF-8' })
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    return fail('SSL8003', { path, reason: reason(cause) })
  }
}

/** Is there a folder at this path? */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/**
 * The .ssl files that paths, folders and globs name, each once, sorted within a pattern.
 * SSL8002 for a pattern that names none, SSL8031 for a file of another language.
 */
export async function expand(patterns: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const pattern of patterns) {
    const paths = await matches(pattern)
    if (paths.length === 0) fail('SSL8002', { pattern })
    for (const path of paths) {
      if (!path.endsWith('.ssl')) fail('SSL8031', { path })
      found.add(path)
    }
  }
  return [...found]
}

async function matches(pattern: string): Promise<string[]> {
  if (statSync(pattern, { throwIfNoEntry: false })?.isFile()) return [tidy(pattern)]
  const folder = isFolder(pattern)
  if (!folder && !wild.test(pattern)) return []
  const { glob } = await import('tinyglobby')
  const paths = folder
    ? await glob('**/*.ssl', { cwd: pattern, absolute: true, ignore: ['**/node_modules/**'] })
    : await glob(pattern.replaceAll('\\', '/'), { absolute: true, expandDirectories: false })
  return paths
    .filter((path) => !/[\\/](node_modules|\.sslang)[\\/]/.test(path))
    .map(tidy)
    .sort()
}

/** The innermost folder that holds all of them. */
export function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? process.cwd()
  while (!folders.every((folder) => isWithin(folder, common))) common = dirname(common)
  return common
}

/** Is the folder another one, or does it lie below it? Both absolute. */
export const isWithin = (folder: string, other: string): boolean =>
  folder === other || folder.startsWith(join(other, '/'))

/** The path as a person would write it: relative to here where it lies below. */
export function tidy(path: string): string {
  const short = relative(process.cwd(), resolve(path))
  return short.startsWith('..') || short === '' ? path : short
}
