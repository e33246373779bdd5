/** Words that no TypeScript declaration may bear. */
export const typescriptWords: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package ' +
    'private protected public return static super switch this throw true try typeof undefined var void while ' +
    'with yield'
  ).split(' '),
)

/** The namespace under which an emitted module imports another: `$losses`, `$byol`. */
export const namespaceOf = (path: string): string => {
  const stem = path
    .replace(/^std\./, '')
    .replace(/^.*\//, '')
    .replace(/\.(ssl|ts)$/, '')
  return `$${stem.replace(/[^A-Za-z0-9_]/g, '_')}`
}
