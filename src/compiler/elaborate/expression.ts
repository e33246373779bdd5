import type { Expression } from '../../grammar/ast.js'
import { parseExpression } from '../../grammar/parser.js'
import { fail } from '../../messages/catalogue.js'
import { type Diagnostic, type Span, SslError } from '../../messages/diagnostic.js'
import { checkModule } from '../check.js'
import type { Core, CoreDeclaration, CoreModule } from '../core.js'
import { libraryModules } from '../library.js'
import { schedules } from '../tables.js'
import { evaluateModule } from './elaborate.js'

/**
 * A configuration value given as text in the language's syntax, e.g. `batch_norm(groups: 8)`; the
 * whole library is visible. Throws an `SslError` whose places lie in the text (file `label`).
 */
export function evaluateExpression(text: string, label: string): unknown {
  const { expression, diagnostics } = parseExpression(text, label)
  refuseAll(diagnostics, 0)
  const library = libraryModules().map((key) => key.slice('std.'.length))
  const head = `import std.{${library.join(', ')}}\n${isModel(expression) ? 'model' : 'let'} value = `
  const read = (path: string): string | undefined => (path === label ? head + text : undefined)
  const { modules, diagnostics: found } = checkModule(label, { read })
  const wrong = found.filter(({ severity }) => severity === 'error')
  refuseAll(wrong, head.length)
  const module = modules.get(label) ?? fail('SSL3000', { what: `no module ${label}` })
  const whole = new Map([...modules, [label, unwrapped(module)]])
  const { values, diagnostics: told } = evaluateModule(whole, label)
  refuseAll(told, head.length)
  return values.get('value')
}

/** Throws if there is anything to tell; places count from `offset` on. */
function refuseAll(diagnostics: readonly Diagnostic[], offset: number): void {
  if (diagnostics.length === 0) return
  const moved = (span: Span): Span => ({
    ...span,
    start: Math.max(0, span.start - offset),
    end: Math.max(0, span.end - offset),
  })
  throw new SslError(diagnostics.map((one) => (one.span ? { ...one, span: moved(one.span) } : one)))
}

/** Recipes, models and their compositions; all else is a static value or a schedule. */
function isModel(expression: Expression): boolean {
  if (expression.is === 'name') return true
  if (expression.is === 'binary') return expression.operator === '|>'
  if (expression.is !== 'call') return false
  const { callee } = expression
  return !(callee.is === 'name' && schedules.has(callee.text))
}

/** The recipe itself in place of the model that would share its weights. */
const unwrapped = (module: CoreModule): CoreModule => ({
  ...module,
  declarations: module.declarations.map((one): CoreDeclaration => ({ ...one, value: recipeIn(one.value) })),
})

function recipeIn(value: Core): Core {
  const isModelCall = value.is === 'call' && value.callee.is === 'global' && value.callee.name === 'model'
  const body = isModelCall ? value.arguments[1] : undefined
  return body?.is === 'arrow' && body.body.is !== 'block' ? body.body : value
}
