import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Versions of what a result depends on, besides the engine. */
export function versions(): Record<string, string> {
  const own = ['../../../package.json', '../package.json', './package.json'].map(versionOf).find(Boolean)
  const parts = {
    sslang: own,
    node: process.versions.node,
  }
  return Object.fromEntries(
    Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined),
  )
}

function versionOf(file: string): string | undefined {
  try {
    return (require(file) as { version?: string }).version
  } catch {
    return undefined
  }
}
