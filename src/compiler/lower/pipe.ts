import type * as ast from '../../grammar/ast.js'
import { op, placed } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { lookUp } from '../scope.js'
import type { CallableType, Type, Value } from '../types.js'
import { apply } from './apply.js'
import { lower } from './expression.js'
import { applyPrimitive, isFunction } from './primitive.js'
import { inWords, isUnknown, nothing } from './value.js'

/** `x |> f` is `f(x)`; `f |> g` is the model that does both. */
export function lowerPipe(e: ast.Binary, context: Context): Value {
  const left = lower(e.left, context)
  if (e.right.is === 'name' && left.type.is !== 'callable') {
    const entity = lookUp(context.scope, e.right.text)
    if (entity?.is === 'primitive' && isFunction(e.right.text)) {
      if (isUnknown(left)) return nothing
      return applyPrimitive(e.right.text, [{ value: left, at: e.left }], e, context)
    }
  }
  const right = lower(e.right, context)
  if (isUnknown(left) || isUnknown(right)) return nothing
  if (right.type.is !== 'callable') {
    report(context, 'SSL2207', { what: inWords(right.type) }, e.right)
    return nothing
  }
  if (left.type.is === 'callable') return composed(left, left.type, right, right.type, e, context)
  return apply(right, [{ value: left, at: e.left }], context, e)
}

function composed(
  left: Value,
  first: CallableType,
  right: Value,
  second: CallableType,
  e: ast.Binary,
  context: Context,
): Value {
  const span = spanOf(context, e)
  return {
    core: placed(op('compose', ...parts(left.core), right.core), span),
    type: composition([first, second]),
  }
}

const parts = (core: Core): readonly Core[] =>
  core.is === 'call' &&
  core.callee.is === 'global' &&
  core.callee.namespace === '$' &&
  core.callee.name === 'compose'
    ? core.arguments
    : [core]

/** The type of a model that applies others in order. */
export function composition(models: readonly CallableType[]): CallableType {
  const roles = models.map((model) => model.role)
  const augment = roles.includes('augment')
  return {
    is: 'callable',
    name: models.map((model) => model.name).join(' |> '),
    role: augment ? 'augment' : roles.every((role) => role === 'fn') ? 'fn' : 'model',
    draws: models.some((model) => model.draws),
    batched: models[0]?.batched ?? false,
    inputs: models[0]?.inputs,
    result: (args, at) =>
      models.reduce<readonly Type[]>((types, model) => [model.result(types, at)], args)[0] ?? {
        is: 'unknown',
      },
  }
}
