import type * as ast from '../../grammar/ast.js'
import { array, literal, op, placed } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { lower } from '../lower/expression.js'
import { asTensor } from '../lower/value.js'
import { describe, type OpenIndex, type TensorValue, tensorType } from '../types.js'
import { type Bracket, isBracket, type Placement, unbracketed } from './access.js'
import { isOwn, type Label, lettersFor, type OwnAxis, ownAxis } from './layout.js'
import { rangeOf } from './range.js'

/** Reads the given axes at computed numbers; letters that an index shares with the tensor belong together. */
export function gatherAt(
  placement: Placement,
  axes: readonly (Label | Bracket)[],
  sources: readonly (ast.Expression | OpenIndex)[],
  at: ast.Located,
  context: Context,
): Placement | undefined {
  const indices = sources.flatMap((source) => indexValue(source, sources.length === 1, context) ?? [])
  if (indices.length < sources.length) return undefined
  const { core, labels, element, lead } = diagonal(unbracketed(placement))
  const own = indices.length === 1 ? (indices[0]?.type.own.map(ownAxis) ?? []) : []
  const letters = orderedLetters(labels, indices, context)
  const rest = labels.filter((label): label is OwnAxis => isOwn(label) && !axes.includes(label))
  const result: Label[] = [...letters, ...own, ...rest]
  const spec = gatherSpec(labels, axes, indices, own, result)
  const gathered = op('gather', core, array(indices.map((index) => index.core)), literal(spec))
  return {
    core: placed(gathered, spanOf(context, at)),
    labels: result,
    element,
    lead: lead || indices.some((index) => index.type.lead),
  }
}

function indexValue(
  source: ast.Expression | OpenIndex,
  sole: boolean,
  context: Context,
): TensorValue | undefined {
  if (!('is' in source))
    return { core: op('index', rangeOf(source)), type: tensorType([], 'int', false, [source]) }
  const value = lower(source, context)
  const tensor = asTensor(value, context, source)
  if (!tensor) return undefined
  if (
    tensor.type.element === 'f32' ||
    tensor.type.element === 'bool' ||
    (!sole && tensor.type.own.length > 0)
  ) {
    report(context, 'SSL2402', { has: describe(tensor.type) }, source)
    return undefined
  }
  return tensor
}

/** No letter twice: that is a diagonal of its own. */
function diagonal(placement: Placement): Omit<Placement, 'labels'> & { readonly labels: readonly Label[] } {
  const labels = placement.labels.flatMap((label) => (isBracket(label) ? [] : [label]))
  const once = [...new Set(labels)]
  if (once.length === labels.length) return { ...placement, labels }
  const letters = lettersFor(labels)
  const spell = (list: readonly Label[]) => list.map((label) => letters.get(label) ?? '').join('')
  const core: Core = op('arrange', placement.core, literal(`${spell(labels)}->${spell(once)}`))
  return { ...placement, core, labels: once }
}

function orderedLetters(
  labels: readonly Label[],
  indices: readonly TensorValue[],
  context: Context,
): OpenIndex[] {
  const mine = labels.flatMap((label) => (isOwn(label) ? [] : [label]))
  const theirs = indices.flatMap((index) => index.type.letters)
  const all = [...new Set([...mine, ...theirs])]
  if (all.length === mine.length) return mine
  return all.sort((a, b) => context.open.indexOf(a) - context.open.indexOf(b))
}

function gatherSpec(
  labels: readonly Label[],
  axes: readonly (Label | Bracket)[],
  indices: readonly TensorValue[],
  own: readonly OwnAxis[],
  result: readonly Label[],
): string {
  const capitals = ['N', 'MN', 'LMN', 'KLMN', 'JKLMN'][axes.length - 1] ?? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
  const kept = labels.filter((label) => !axes.includes(label))
  const letters = lettersFor([...kept, ...result, ...indices.flatMap((index) => index.type.letters)])
  const spell = (label: Label) => letters.get(label) ?? ''
  let next = 0
  const from = labels
    .map((label) => (axes.includes(label) ? (capitals[next++] ?? '') : spell(label)))
    .join('')
  const places = indices.map((index) => [...index.type.letters, ...own].map(spell).join(''))
  return `${[from, ...places].join(',')}->${result.map(spell).join('')}`
}
