import type * as ast from '../../grammar/ast.js'
import { array, call, literal, object, op, placed, runtime } from '../construct.js'
import { type Context, report, spanOf, textOfNode } from '../context.js'
import type { Core } from '../core.js'
import { arranged, ownAxis, specOf, unitedLetters } from '../indices/layout.js'
import { reduceAll } from '../indices/reduce.js'
import { functions, reductions, unaryMaps } from '../tables.js'
import {
  type Axis,
  type CallableType,
  describe,
  type Element,
  nesting,
  staticOf,
  type TensorValue,
  type Type,
  tensorType,
  unknown,
  type Value,
} from '../types.js'
import type { Given } from './apply.js'
import { givenTo } from './call.js'
import { lower } from './expression.js'
import { needsAll } from './list.js'
import { elementwise } from './operator.js'
import { composition } from './pipe.js'
import { asNumbers, asTensor, fixedValue, isNumber, isUnknown, nothing } from './value.js'

/** Whether the primitive is a function of values (not of models). */
export const isFunction = (name: string): boolean =>
  unaryMaps.has(name) ||
  reductions.has(name) ||
  (functions.has(name) && name !== 'chain' && name !== 'scan') ||
  name === 'concat' ||
  name === 'batch_mean'

/** A primitive by its name alone, as a model: `norm: relu`, `f |> tanh`. */
export function primitiveModel(name: string, context: Context, at: ast.Located): Value {
  const scalar =
    unaryMaps.has(name) || name === 'stop_gradient' || name === 'image' || name === 'lab' || name === 'int'
  if (!scalar && name !== 'unit' && name !== 'prob' && name !== 'argsort') {
    report(context, 'SSL2301', { has: `the function \`${name}\``, wanted: 'a value' }, at)
    return nothing
  }
  const type: CallableType = {
    is: 'callable',
    name,
    role: 'fn',
    draws: false,
    batched: false,
    inputs: [{ name: 'x', rank: scalar ? 0 : 1, dots: true, text: scalar ? 'f32' : 'f32[..., D]' }],
    result: ([arg]) => arg ?? unknown,
  }
  return { core: runtime(name), type }
}

/** A call of a primitive other than reductions and schedules. */
export function callPrimitive(name: string, e: ast.Call, context: Context): Value {
  if (name === 'ema') return lowerEma(e, context)
  if (name === 'permutation_set') return lowerPermutationSet(e, context)
  const byName = e.arguments.find((argument) => argument.name)
  if (byName?.name && !(name === 'batch_mean' && byName.name.text === 'groups')) {
    report(context, 'SSL2206', { name, argument: byName.name.text }, byName)
    return nothing
  }
  const shape = functions.get(name)
  if (name === 'training') {
    report(context, 'SSL2207', { what: '`training`' }, e.callee)
    return nothing
  }
  const expected = shape?.text ?? (unaryMaps.has(name) ? ['x'] : undefined)
  if (expected && expected.length !== e.arguments.length) {
    report(context, 'SSL2201', { name, expected, given: e.arguments.length }, e)
    return nothing
  }
  const given = givenTo(e, context)
  if (given.some(({ value }) => isUnknown(value))) return nothing
  return applyPrimitive(
    name,
    given,
    e,
    context,
    e.arguments.map((argument) => argument.value),
  )
}

/** A primitive of values. `sources` are the arguments as written, where there are any. */
export function applyPrimitive(
  name: string,
  given: readonly Given[],
  at: ast.Located,
  context: Context,
  sources: readonly ast.Expression[] = [],
): Value {
  const [first] = given
  if (reductions.has(name)) return first ? reduceAll(name, first.value, first.at, at, context) : nothing
  if (name === 'chain') return first ? chain(first, at, context) : nothing
  if (name === 'scan') return first ? scan(first, context) : nothing
  const plain = staticResult(name, given)
  if (plain) return fixedValue(placed(plain.core, spanOf(context, at)), plain.of)
  const tensorArguments = /^(reshape|pad|spread|batch_mean)$/.test(name) ? given.slice(0, 1) : given
  const values = tensorArguments.flatMap(({ value, at: place }) => asTensor(value, context, place) ?? [])
  const [x] = values
  if (!x || values.length < tensorArguments.length) return nothing
  switch (name) {
    case 'concat':
      return concat(values, at, context)
    case 'reshape':
      return reshape(x, given[1], sources[1], at, context)
    case 'pad':
    case 'spread':
      return margins(name, x, given[1], at, context)
    case 'batch_mean':
      return batchMean(x, given[1], at, context)
    case 'solve_lower':
      return solveLower(x, values[1], at, context)
    case 'argsort':
    case 'cholesky':
    case 'unit':
    case 'prob':
      return wholeAxes(name, x, at, context)
    default:
      return scalarFunction(name, values, given, at, context)
  }
}

const mathNames: Record<string, string> = {
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  abs: 'abs',
  sin: 'sin',
  cos: 'cos',
  tanh: 'tanh',
  maximum: 'max',
  minimum: 'min',
}

function staticResult(
  name: string,
  given: readonly Given[],
): { core: Core; of: 'int' | 'number' } | undefined {
  if (!given.every(({ value }) => isNumber(value))) return undefined
  const cores = given.flatMap(({ value }) => value.fixed ?? [])
  if (name === 'int') return { core: op('integer', ...cores), of: 'int' }
  const math = mathNames[name]
  if (!math) return undefined
  const keeps = name === 'abs' || name === 'maximum' || name === 'minimum'
  const whole = keeps && given.every(({ value }) => value.type.is === 'static' && value.type.of !== 'number')
  return {
    core: call({ is: 'global', namespace: 'Math', name: math }, ...cores),
    of: whole ? 'int' : 'number',
  }
}

function scalarFunction(
  name: string,
  values: readonly TensorValue[],
  given: readonly Given[],
  at: ast.Located,
  context: Context,
): Value {
  const elements = new Set((name === 'where' ? values.slice(1) : values).map((value) => value.type.element))
  const [only] = elements
  const keeps = /^(where|maximum|minimum|abs|stop_gradient)$/.test(name)
  const element: Element =
    name === 'int'
      ? 'int'
      : keeps && elements.size === 1
        ? only === 'bool' && name !== 'where'
          ? 'int'
          : (only ?? 'f32')
        : 'f32'
  const value = elementwise(name, values, element, context, at)
  if (name !== 'int' && name !== 'maximum' && name !== 'minimum') return value
  const fixed = given.every(({ value: part }) => part.fixed && part.type.is !== 'list')
    ? given.flatMap(({ value: part }) => part.fixed ?? [])
    : []
  if (fixed.length === 0) return value
  const math = mathNames[name]
  return {
    ...value,
    fixed: math ? call({ is: 'global', namespace: 'Math', name: math }, ...fixed) : op('integer', ...fixed),
  }
}

function wholeAxes(name: string, x: TensorValue, at: ast.Located, context: Context): Value {
  const needed = name === 'cholesky' ? 2 : 1
  if (x.type.own.length < needed) {
    report(
      context,
      'SSL2208',
      {
        name,
        expects: needed === 2 ? 'a matrix' : 'a vector',
        has: describe(x.type),
        axes: x.type.own.length,
      },
      at,
    )
    return nothing
  }
  return { core: op(name, x.core), type: { ...x.type, element: name === 'argsort' ? 'int' : 'f32' } }
}

function concat(values: readonly TensorValue[], at: ast.Located, context: Context): Value {
  const letters = unitedLetters(
    values.map((value) => value.type),
    context.open,
  )
  const rank = values[0]?.type.own.length ?? 0
  const odd = values.find((value) => value.type.own.length !== rank || rank === 0)
  if (odd) {
    report(
      context,
      'SSL2301',
      {
        has: describe(odd.type),
        wanted:
          rank === 0
            ? 'a tensor with an axis'
            : `a tensor like the first, ${describe(values[0]?.type ?? unknown)},`,
      },
      at,
    )
    return nothing
  }
  const parts = values.map((value) => (needsAll(value, letters) ? arranged(value, letters) : value))
  const firstBatch = values.every((value) => value.type.own[0]?.batch === false) ? false : undefined
  const rest = values[0]?.type.own.slice(1) ?? []
  const elements = new Set(values.map((value) => value.type.element))
  const own: Axis[] = [values.length === 1 ? (values[0]?.type.own[0] ?? {}) : { batch: firstBatch }, ...rest]
  return {
    core: op('concat', array(parts.map((part) => part.core)), literal(rank)),
    type: {
      is: 'tensor',
      letters,
      own,
      element: elements.size === 1 ? values[0]?.type.element : 'f32',
      lead: values.some((value) => value.type.lead),
    },
  }
}

function reshape(
  x: TensorValue,
  sizes: Given | undefined,
  source: ast.Expression | undefined,
  at: ast.Located,
  context: Context,
): Value {
  const list = sizes && asNumbers(sizes.value, 'the axes', context, sizes.at)
  if (!list || !sizes) return nothing
  const type = sizes.value.type
  if (type.is !== 'list' || type.length === undefined) {
    report(context, 'SSL2310', { what: 'the result' }, at)
    return nothing
  }
  const items = list.is === 'array' ? list.items : []
  const texts = source?.is === 'list' ? source.items.map((item) => textOfNode(context, item)) : []
  const own = Array.from({ length: type.length }, (_, n): Axis => {
    const [text, core] = [texts[n], items[n]]
    return {
      ...(text !== undefined && { text }),
      ...(core && { core }),
      batch: text === 'B' ? true : context.owner.role === 'pretext' ? undefined : false,
    }
  })
  return { core: op('reshape', x.core, literal(x.type.own.length), list), type: { ...x.type, own } }
}

function margins(
  name: string,
  x: TensorValue,
  given: Given | undefined,
  at: ast.Located,
  context: Context,
): Value {
  const list =
    given && asNumbers(given.value, name === 'pad' ? 'the margins' : 'the factors', context, given.at)
  if (!list || !given) return nothing
  const count = given.value.type.is === 'list' ? (given.value.type.length ?? 0) : 0
  const depth = nesting(given.value.type).axes.length
  if (depth !== (name === 'pad' ? 2 : 1)) {
    report(
      context,
      'SSL2301',
      {
        has: describe(given.value.type),
        wanted: name === 'pad' ? 'a list of [before, after]' : 'a list of factors',
      },
      given.at,
    )
    return nothing
  }
  if (count > x.type.own.length) {
    report(
      context,
      'SSL2208',
      { name, expects: `${count} axes`, has: describe(x.type), axes: x.type.own.length },
      at,
    )
    return nothing
  }
  const own = x.type.own.map((axis, n): Axis => (n < count ? { batch: axis.batch } : axis))
  return { core: op(name, x.core, literal(x.type.own.length), list), type: { ...x.type, own } }
}

function batchMean(x: TensorValue, groups: Given | undefined, at: ast.Located, context: Context): Value {
  if (/^(fn|loss|augment)$/.test(context.owner.role)) {
    report(context, 'SSL2106', { what: 'batch_mean' }, at)
    return nothing
  }
  const count = groups && asNumbers(groups.value, 'the number of groups', context, groups.at)
  if (groups && !count) return nothing
  const core = op('batch_mean', x.core, literal(x.type.own.length), ...(count ? [count] : []))
  return { core, type: { ...x.type, letters: [], element: 'f32', lead: groups !== undefined } }
}

function solveLower(
  matrix: TensorValue,
  right: TensorValue | undefined,
  at: ast.Located,
  context: Context,
): Value {
  if (!right || matrix.type.own.length !== 2 || right.type.own.length < 1 || right.type.own.length > 2) {
    const odd = matrix.type.own.length === 2 ? right : matrix
    report(
      context,
      'SSL2208',
      {
        name: 'solve_lower',
        expects: 'a matrix and a vector',
        has: describe(odd?.type ?? unknown),
        axes: odd?.type.own.length ?? 0,
      },
      at,
    )
    return nothing
  }
  const letters = unitedLetters([matrix.type, right.type], context.open)
  const type = { ...right.type, letters, element: 'f32' as const, lead: matrix.type.lead || right.type.lead }
  const [i, j] = [ownAxis({ text: 'i' }), ownAxis({ text: 'j' })]
  const [column, ...more] = letters.filter((letter) => !matrix.type.letters.includes(letter))
  if (right.type.own.length === 1 && column && more.length === 0 && letters.at(-1) === column) {
    // One matrix for all values of the index: they become the columns of one right-hand side.
    const turned = op('arrange', right.core, literal(specOf([[column, j]], [j, column])))
    const solved = op(
      'solve_lower',
      matrix.core,
      turned,
      literal(
        specOf(
          [
            [i, j],
            [j, column],
          ],
          [i, column],
        ),
      ),
    )
    return { core: op('arrange', solved, literal(specOf([[i, column]], [column, i]))), type }
  }
  const parts = [matrix, right].map((value) => (needsAll(value, letters) ? arranged(value, letters) : value))
  const k = ownAxis({ text: 'k' })
  const spec =
    right.type.own.length === 1
      ? specOf([[i, j], [j]], [i])
      : specOf(
          [
            [i, j],
            [j, k],
          ],
          [i, k],
        )
  return { core: op('solve_lower', ...parts.map((part) => part.core), literal(spec)), type }
}

function chain(given: Given, at: ast.Located, context: Context): Value {
  const { type } = given.value
  if (type.is !== 'list' || (type.of.is !== 'callable' && type.length !== 0)) {
    report(context, 'SSL2301', { has: describe(type), wanted: 'a list of models' }, given.at)
    return nothing
  }
  if (type.of.is !== 'callable') {
    report(context, 'SSL2306', {}, given.at)
    return nothing
  }
  const core = op('chain', given.value.core)
  const items = type.items?.flatMap((item) => (item.is === 'callable' ? item : []))
  if (items) return { core, type: composition(items) }
  const model = type.of
  const repeated: CallableType = {
    ...composition([model]),
    name: model.name,
    result: (args, place) => sameRank(args, model.result(args, place), at, context),
  }
  return { core, type: repeated }
}

/** What a model gives that is applied again and again: as many axes as it takes. */
function sameRank(args: readonly Type[], result: Type, at: ast.Located, context: Context): Type {
  const [arg] = args
  if (arg?.is !== 'tensor' || result.is !== 'tensor') return result
  if (arg.own.length !== result.own.length) {
    report(context, 'SSL2310', { what: 'the result of the chain' }, at)
    return unknown
  }
  const own = result.own.map((axis, n): Axis => {
    const before = arg.own[n]
    return before?.text !== undefined && before.text === axis.text ? axis : { batch: axis.batch }
  })
  return { ...result, own }
}

function scan(given: Given, context: Context): Value {
  const { type } = given.value
  if (type.is !== 'callable' || (type.inputs && type.inputs.length !== 2)) {
    report(context, 'SSL2301', { has: describe(type), wanted: 'a layer of a state and an input' }, given.at)
    return nothing
  }
  const [state, input] = type.inputs ?? []
  const model: CallableType = {
    ...composition([type]),
    name: `scan(${type.name})`,
    ...(input
      ? {
          inputs: [
            { name: 'sequence', rank: input.rank + 1, dots: input.dots, text: `${input.text} for each step` },
          ],
        }
      : { inputs: undefined }),
    result: ([sequence], place) => {
      if (sequence?.is !== 'tensor') return unknown
      const extra = input ? sequence.own.length - input.rank - 1 : 0
      const step: Type = {
        ...sequence,
        own: [...sequence.own.slice(0, extra), ...sequence.own.slice(extra + 1)],
      }
      const start = tensorType(
        Array.from({ length: state?.rank ?? 1 }, () => ({})),
        'f32',
        false,
      )
      const result = type.result([start, step], place)
      if (result.is !== 'tensor') return result
      return {
        ...result,
        own: [...result.own.slice(0, extra), sequence.own[extra] ?? {}, ...result.own.slice(extra)],
      }
    },
  }
  return { core: op('scan', given.value.core), type: model }
}

function lowerEma(e: ast.Call, context: Context): Value {
  const [model, decay, ...more] = e.arguments
  if (!model || model.name || !decay || decay.name?.text !== 'decay' || more.length) {
    if (decay?.name && decay.name.text !== 'decay')
      report(
        context,
        'SSL2203',
        { name: 'ema', argument: decay.name.text, near: 'decay', known: ['decay'] },
        decay.name,
      )
    else report(context, 'SSL2202', { name: 'ema', missing: ['decay'] }, e)
    return nothing
  }
  const of = lower(model.value, context)
  const rate = lower(decay.value, context)
  if (isUnknown(of) || isUnknown(rate)) return nothing
  if (of.type.is !== 'callable') {
    report(context, 'SSL2108', { name: textOfNode(context, model.value) }, model.value)
    return nothing
  }
  const value = asTensor(rate, context, decay.value)
  if (!value) return nothing
  const core = { ...op('ema', of.core, object([['decay', rate.core]])), span: spanOf(context, e) }
  return { core, type: { ...of.type, role: 'model' } }
}

function lowerPermutationSet(e: ast.Call, context: Context): Value {
  const [size, count, ...more] = e.arguments
  if (!size || size.name || more.length || (count && count.name?.text !== 'count')) {
    if (count?.name)
      report(
        context,
        'SSL2203',
        { name: 'permutation_set', argument: count.name.text, near: 'count', known: ['count'] },
        count.name,
      )
    else
      report(context, 'SSL2201', { name: 'permutation_set', expected: ['n'], given: e.arguments.length }, e)
    return nothing
  }
  if (!count) {
    report(context, 'SSL2202', { name: 'permutation_set', missing: ['count'] }, e)
    return nothing
  }
  const n = asNumbers(lower(size.value, context), 'the size', context, size.value)
  const limit = asNumbers(lower(count.value, context), 'the count', context, count.value)
  if (!n || !limit) return nothing
  const core = op('permutation_set', n, object([['count', limit]]))
  const row: Type = {
    is: 'list',
    of: staticOf('int'),
    ...(n.is === 'literal' && typeof n.value === 'number' && { length: n.value }),
  }
  const rows: Type = {
    is: 'list',
    of: row,
    ...(limit?.is === 'literal' && typeof limit.value === 'number' && { length: limit.value }),
  }
  return { core, type: rows, fixed: core }
}
