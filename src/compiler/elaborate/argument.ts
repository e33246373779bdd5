import { type Diagnostic, type Span, SslError } from '../../messages/diagnostic.js'
import type { Core } from '../core.js'

/**
 * Runs a call. A mistake of one of its named arguments is told at the argument: such messages begin
 * with its name (`temperature of nt_xent must be above 0`).
 */
export function atArguments<T>(call: Extract<Core, { is: 'call' }>, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (!(error instanceof SslError) || !call.span) throw error
    const { span } = call
    throw new SslError(error.diagnostics.map((diagnostic) => atArgument(diagnostic, call.arguments, span)))
  }
}

function atArgument(diagnostic: Diagnostic, items: readonly Core[], whole: Span): Diagnostic {
  const { span, message } = diagnostic
  const own = !span || (span.file === whole.file && span.start === whole.start && span.end === whole.end)
  if (!own) return diagnostic
  const entries = items.flatMap((item) => (item.is === 'object' ? item.entries : []))
  const value = entries.find(([name]) => message.startsWith(`${name} of `))?.[1]
  return value?.span ? { ...diagnostic, span: value.span } : diagnostic
}
