import { type Diagnostic, SslError } from '../messages/diagnostic.js'
import type { Checked } from './program.js'

/**
 * A run knows data and pretexts by name only. This adds where the program declares what a message is about,
 * so that it too names file and line.
 */
export function placed(diagnostic: Diagnostic, { modules }: Pick<Checked, 'modules'>): Diagnostic {
  const name = /\b(?:data|pretext) ([A-Za-z_]\w*)/.exec(diagnostic.message)?.[1]
  if (diagnostic.span || name === undefined) return diagnostic
  for (const { declarations } of modules.values()) {
    const span = declarations.find((one) => one.name === name)?.span
    if (span) return { ...diagnostic, span }
  }
  return diagnostic
}

/** Does the work; what it throws about data and pretexts gets its place. */
export async function withPlaces<T>(checked: Pick<Checked, 'modules'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof SslError)) throw cause
    throw new SslError(cause.diagnostics.map((one) => placed(one, checked)))
  }
}
