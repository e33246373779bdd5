import type { Signature } from '../signature.js'
import type { Axis, TensorType, Type, Value } from '../types.js'

/**
 * The type of a definition's result in the caller's terms: axes of the declared names are those of the
 * arguments, further axes of the arguments stand in front; of a loss they are averaged away.
 */
export function instantiate(
  signature: Signature,
  sizes: ReadonlyMap<string, Axis>,
  given: ReadonlyMap<string, Value>,
  args: readonly Type[],
): Type {
  const known = new Map(sizes)
  let extra: readonly Axis[] = []
  signature.data.forEach((parameter, n) => {
    const type = args[n]
    if (type?.is !== 'tensor') return
    const more = type.own.length - parameter.rank
    if (more > extra.length) extra = type.own.slice(0, more)
    parameter.axes.forEach((axis, k) => {
      const own = type.own[more + k]
      if (axis.text && /^[A-Z]\w*$/.test(axis.text) && own && !known.get(axis.text)?.text)
        known.set(axis.text, own)
    })
  })
  if (signature.role === 'loss') extra = []
  return inCallerTerms(signature.result, known, extra, signature, given, args)
}

function inCallerTerms(
  type: Type,
  known: ReadonlyMap<string, Axis>,
  extra: readonly Axis[],
  signature: Signature,
  given: ReadonlyMap<string, Value>,
  args: readonly Type[],
): Type {
  if (type.is === 'tuple') {
    const items = type.items.map((item) => ({
      ...item,
      type: inCallerTerms(item.type, known, extra, signature, given, args),
    }))
    return { is: 'tuple', items }
  }
  if (type.is !== 'tensor') return type
  const own = type.own.map((axis) => translated(axis, known))
  const lead = args.some((arg) => arg.is === 'tensor' && arg.lead)
  const result: TensorType = { ...type, letters: [], own: [...extra, ...own], lead }
  return result
}

function translated(axis: Axis, known: ReadonlyMap<string, Axis>): Axis {
  if (axis.text === undefined) return { batch: axis.batch ?? false }
  const found = known.get(axis.text)
  if (found) return found.text === undefined && !found.core ? { batch: found.batch ?? false } : found
  if (axis.core?.is === 'literal') return { text: axis.text, core: axis.core, batch: false }
  return { batch: axis.text === 'B' }
}
