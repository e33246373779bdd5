import type { Expression } from '../../grammar/ast.js'
import { parseExpression } from '../../grammar/parser.js'
import { fail } from '../../messages/catalogue.js'
import { SslError } from '../../messages/diagnostic.js'
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
  if (diagnostics.length > 0) throw new SslError(diagnostics)
  const head = `import std.{${libraryModules()
    .map((key) => key.slice(4))
    .join(', ')}}\n${isModel(expression) ? 'model' : 'let'} value = `
  const { modules, diagnostics: found } = checkModule(label, {
    read: (path) => (path === label ? head + text : undefined),
  })
  const wrong = found.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0)
    throw new SslError(wrong.map((one) => ({ ...one, ...(one.span && { span: behind(one.span, head) }) })))
  const module = modules.get(label) ?? fail('SSL3000', { what: `no module ${label}` })
  const { values, diagnostics: told } = evaluateModule(
    new Map([...modules, [label, unwrapped(module)]]),
    label,
  )
  if (told.length > 0) throw new SslError(told)
  return values.get('value')
}

const behind = <S extends { start: number; end: number }>(span: S, head: string): S => ({
  ...span,
  start: Math.max(0, span.start - head.length),
  end: Math.max(0, span.end - head.length),
})

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
