/** The path of a file that another one names relative to itself. */
export function beside(importer: string, path: string): string {
  const absolute = path.startsWith('/')
  const parts = absolute ? [] : importer.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return (absolute ? '/' : '') + parts.join('/')
}
