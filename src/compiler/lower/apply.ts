import type * as ast from '../../grammar/ast.js'
import { call, literal, op, placed, textOf } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import {
  arrangement,
  type Label,
  type OwnAxis,
  ownAxis,
  sameLabels,
  unitedLetters,
} from '../indices/layout.js'
import { axisOf } from '../indices/range.js'
import {
  type Axis,
  type CallableType,
  describe,
  type Input,
  type OpenIndex,
  type TensorValue,
  type Type,
  type Value,
} from '../types.js'
import { asTensor, inWords, isNumber, isUnknown, nothing } from './value.js'

/** What is given to a call: a value and where it stands. */
export interface Given {
  readonly value: Value
  readonly at: ast.Located
}

/** The value of a recipe or model for its data: lifted over open indices and further axes in front. */
export function apply(callee: Value, args: readonly Given[], context: Context, at: ast.Located): Value {
  const { type } = callee
  if (type.is !== 'callable' || args.some(({ value }) => isUnknown(value))) return nothing
  const { inputs } = type
  if (inputs && inputs.length !== args.length) {
    report(
      context,
      'SSL2201',
      {
        name: type.name,
        expected: inputs.map((input) => input.name),
        given: args.length,
        ...(type.configuration && { configuration: type.configuration }),
      },
      at,
    )
    return nothing
  }
  const odd = args.findIndex(({ value }) => !isTensorLike(value))
  const input = inputs?.[odd]
  const wrong = args[odd]
  if (input && wrong) {
    const has = inWords(wrong.value.type)
    report(context, 'SSL2210', { name: type.name, argument: input.name, expects: input.text, has }, wrong.at)
    return nothing
  }
  const tensors = args.flatMap(({ value, at: place }) => asTensor(value, context, place) ?? [])
  if (tensors.length < args.length) return nothing
  if (inputs && !inputs.every((input, n) => fits(type, input, tensors[n], args[n]?.at ?? at, context)))
    return nothing

  const letters = unitedLetters(
    tensors.map((value) => value.type),
    context.open,
  )
  const extra = extraAxes(inputs, tensors)
  const operands = tensors.map((value, n) => lifted(value, inputs?.[n], letters, extra))
  const result = type.result(
    tensors.map((value) => value.type),
    spanOf(context, at),
  )
  if (result.is === 'unknown') return nothing
  const core = call(calleeCore(callee.core, type, letters, extra, context), ...operands)
  noteRecipe(callee, type, at, context)
  return { core: placed(core, spanOf(context, at)), type: underIndices(result, letters, type, context) }
}

const isTensorLike = (value: Value): boolean =>
  isNumber(value) || value.type.is === 'tensor' || value.type.is === 'list'

function fits(
  type: CallableType,
  input: Input,
  value: TensorValue | undefined,
  at: ast.Located,
  context: Context,
): boolean {
  if (!value) return false
  const extra = value.type.own.length - input.rank
  const what = () => ({ name: type.name, expects: input.text, has: describe(value.type) })
  if (extra < 0) {
    const axes = value.type.own.length
    // A number where pictures are expected was probably meant as a setting.
    const configuration = axes === 0 ? type.configuration : undefined
    report(context, 'SSL2208', { ...what(), axes, configuration }, at)
    return false
  }
  if (extra === 0 && input.batchAt !== undefined)
    return isBatch(value.type.own[input.batchAt] ?? {}, type, input, at, context)
  if (input.dots || extra === 0) return true
  if (extra > 1 || type.batched) {
    report(context, 'SSL2209', { ...what(), loss: type.role === 'loss' }, at)
    return false
  }
  return isBatch(value.type.own[0] ?? {}, type, input, at, context)
}

/** Whether an axis may be the batch; tells where it is another one. */
function isBatch(axis: Axis, type: CallableType, input: Input, at: ast.Located, context: Context): boolean {
  const pretext = context.owner.role === 'pretext'
  const other = pretext ? axis.batch === false : axis.text !== undefined && axis.text !== 'B' && !axis.batch
  if (!other) return true
  report(context, 'SSL2211', { name: type.name, axis: axis.text ?? '?', expects: input.text }, at)
  return false
}

/** The axes over which a call is lifted besides open indices: those of the argument with most. */
function extraAxes(inputs: readonly Input[] | undefined, values: readonly TensorValue[]): readonly OwnAxis[] {
  let most: readonly Axis[] = []
  values.forEach((value, n) => {
    const extra = value.type.own.slice(
      0,
      Math.max(0, value.type.own.length - (inputs?.[n]?.rank ?? value.type.own.length)),
    )
    if (extra.length > most.length) most = extra
  })
  return most.map(ownAxis)
}

/** Lifted axes of the arguments must be equal, or absent: what has only some of them is repeated. */
function lifted(
  value: TensorValue,
  input: Input | undefined,
  letters: readonly OpenIndex[],
  extra: readonly OwnAxis[],
): Core {
  const count = input ? value.type.own.length - input.rank : 0
  const mine: Label[] = [...value.type.letters, ...extra.slice(extra.length - count)]
  const all: Label[] = [...letters, ...extra]
  if (sameLabels(mine, all)) return value.core
  if (!value.type.lead && sameLabels(mine, all.slice(all.length - mine.length))) return value.core
  const own = value.type.own.slice(count).map(ownAxis)
  return arrangement(value.core, [...mine, ...own], [...all, ...own])
}

/** Which lifted axis is the batch is told where it is not the first; over open indices no loss is averaged. */
function calleeCore(
  core: Core,
  type: CallableType,
  letters: readonly OpenIndex[],
  extra: readonly OwnAxis[],
  context: Context,
): Core {
  const pretext = context.owner.role === 'pretext'
  if (type.role === 'loss') return letters.length ? op('mapped', literal(letters.length), core) : core
  if (type.role === 'fn' || !pretext) return core
  const batch = [...letters.map((index) => axisOf(index).batch), ...extra.map(({ axis }) => axis.batch)]
  const position = batch.indexOf(true)
  if (position > 0) return op('along', literal(position), core)
  return batch.length > 0 && batch.every((is) => is === false) ? op('along', literal(null), core) : core
}

function underIndices(
  type: Type,
  letters: readonly OpenIndex[],
  callee: CallableType,
  context: Context,
): Type {
  if (type.is === 'tuple') {
    return {
      is: 'tuple',
      items: type.items.map((item) => ({ ...item, type: underIndices(item.type, letters, callee, context) })),
    }
  }
  if (type.is !== 'tensor') return type
  const lead = type.lead || (callee.draws && context.owner.role !== 'pretext')
  return { ...type, letters, lead }
}

/** In a pretext, the same recipe applied twice makes two sets of weights, which is rarely meant. */
function noteRecipe({ core }: Value, type: CallableType, at: ast.Located, context: Context): void {
  if (context.owner.role !== 'pretext' || type.recipe === undefined) return
  const key = textOf(core)
  if (context.body.recipes.has(key)) report(context, 'SSL2503', { recipe: type.recipe }, at)
  context.body.recipes.set(key, spanOf(context, at))
}
