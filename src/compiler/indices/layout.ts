import { literal, object, op } from '../construct.js'
import type { Core } from '../core.js'
import type { Axis, OpenIndex, TensorType, TensorValue } from '../types.js'
import { rangeOf } from './range.js'

/** An own axis while the axes of several tensors are brought together. */
export interface OwnAxis {
  readonly own: true
  readonly axis: Axis
}

/** An axis of a tensor: of an open index, or its own. */
export type Label = OpenIndex | OwnAxis

export const isOwn = (label: Label): label is OwnAxis => 'own' in label

export const ownAxis = (axis: Axis): OwnAxis => ({ own: true, axis })

/** The axes of a tensor: open indices in front, then its own. */
export const labelsOf = (type: TensorType): Label[] => [...type.letters, ...type.own.map(ownAxis)]

export function merged(a: Axis, b: Axis): Axis {
  const named = a.text !== undefined || a.core ? a : b
  const batch = a.batch || b.batch || (a.batch === false || b.batch === false ? false : undefined)
  return { ...named, batch }
}

/** Letters for the axes of one spec: of their own names where these are free. */
export function lettersFor(labels: readonly Label[]): Map<Label, string> {
  const letters = new Map<Label, string>()
  const used = new Set<string>()
  const give = (label: Label, wanted: string | undefined) => {
    const letter =
      wanted && !used.has(wanted) ? wanted : [...'abcdefghijklmnopqrstuvwxyz'].find((l) => !used.has(l))
    used.add(letter ?? 'z')
    letters.set(label, letter ?? 'z')
  }
  const distinct = [...new Set(labels)]
  const wish = (label: Label): string | undefined => {
    const name = isOwn(label) ? label.axis.text : label.name
    return name && /^[A-Za-z_]\w*$/.test(name) ? /[a-z]/.exec(name.toLowerCase())?.[0] : undefined
  }
  for (const label of distinct) if (!isOwn(label) && wish(label)) give(label, wish(label))
  for (const label of distinct) if (!letters.has(label) && wish(label)) give(label, wish(label))
  for (const label of distinct) if (!letters.has(label)) give(label, undefined)
  return letters
}

/** `ij,ijc->ijc`. */
export function specOf(operands: readonly (readonly Label[])[], result?: readonly Label[]): string {
  const letters = lettersFor([...operands.flat(), ...(result ?? [])])
  const spell = (labels: readonly Label[]) => labels.map((label) => letters.get(label) ?? '').join('')
  return `${operands.map(spell).join(',')}${result ? `->${spell(result)}` : ''}`
}

export const sameLabels = (a: readonly Label[], b: readonly Label[]): boolean =>
  a.length === b.length && a.every((label, n) => label === b[n])

const isSuffix = (short: readonly Label[], long: readonly Label[]): boolean =>
  sameLabels(short, long.slice(long.length - short.length))

/** The open indices of several values, each once: in the order of the one that has all, else of `open`. */
export function unitedLetters(types: readonly TensorType[], open: readonly OpenIndex[]): OpenIndex[] {
  const all = [...new Set(types.flatMap((type) => type.letters))]
  const whole = types.find((type) => type.letters.length === all.length)
  if (whole) return [...whole.letters]
  return all.sort((a, b) => open.indexOf(a) - open.indexOf(b))
}

export interface Alignment {
  readonly operands: readonly (readonly Label[])[]
  readonly result: readonly Label[]
  readonly letters: readonly OpenIndex[]
  readonly own: readonly Axis[]
  readonly lead: boolean
  /** Undefined where trailing axes align by themselves. */
  readonly spec: string | undefined
}

/** How elementwise operands come together: indices by name, own axes from the end. */
export function align(values: readonly TensorValue[], open: readonly OpenIndex[]): Alignment {
  const types = values.map((value) => value.type)
  const letters = unitedLetters(types, open)
  const rank = Math.max(0, ...types.map((type) => type.own.length))
  const own = Array.from({ length: rank }, (_, n) =>
    types.reduce<Axis>((axis, type) => merged(axis, type.own[n - rank + type.own.length] ?? {}), {}),
  )
  const tokens = own.map(ownAxis)
  const operands = types.map((type) => [...type.letters, ...tokens.slice(rank - type.own.length)])
  const result = [...letters, ...tokens]
  const plain = types.every((type, n) => {
    const labels = operands[n] ?? []
    return type.lead ? sameLabels(labels, result) : isSuffix(labels, result)
  })
  const lead = types.some((type) => type.lead)
  return { operands, result, letters, own, lead, spec: plain ? undefined : specOf(operands, result) }
}

/** The value with its open indices in the given order; those that it lacks repeat it. */
export function arranged(value: TensorValue, letters: readonly OpenIndex[]): TensorValue {
  if (sameLabels(value.type.letters, letters)) return value
  const tokens = value.type.own.map(ownAxis)
  const from = [...value.type.letters, ...tokens]
  const to = [...letters, ...tokens]
  const core = arrangement(value.core, from, to)
  return { core, type: { ...value.type, letters } }
}

/** `$.arrange(x, 'ji->ij')`, with the sizes of axes that the value lacks. */
export function arrangement(core: Core, from: readonly Label[], to: readonly Label[]): Core {
  const letters = lettersFor([...from, ...to])
  const spell = (labels: readonly Label[]) => labels.map((label) => letters.get(label) ?? '').join('')
  const sizes = to
    .filter((label) => !from.includes(label))
    .map((label): [string, Core] => [
      letters.get(label) ?? '',
      isOwn(label) ? (label.axis.core ?? literal(1)) : rangeOf(label),
    ])
  const spec = literal(`${spell(from)}->${spell(to)}`)
  return sizes.length ? op('arrange', core, spec, object(sizes)) : op('arrange', core, spec)
}
