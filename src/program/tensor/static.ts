import { type Dimension, div as divSizes, isPolynomial, mod as modSizes } from '../../graph/dimension.js'
import { refuse } from '../report.js'
import { isSchedule } from '../schedule/schedule.js'
import { divTensor, modTensor } from './binary.js'
import { isTensor, type Tensor, type TensorLike } from './value.js'

/** The whole numbers (or reals) from `low` to `high`, both included. */
export interface Range {
  readonly low: number
  readonly high: number
}

/** A range; both ends are included. */
export const range = (low: number, high: number): Range => ({ low, high })

const isSize = (value: unknown): value is Dimension => typeof value === 'number' || isPolynomial(value)

/** The quotient rounded down. */
export function div(a: number, b: number): number
export function div(a: TensorLike, b: TensorLike, spec?: string): Tensor
export function div(a: TensorLike, b: TensorLike, spec?: string): number | Tensor {
  return isSize(a) && isSize(b) && spec === undefined ? (divSizes(a, b) as number) : divTensor(a, b, spec)
}

/** What is left of the division rounded down. */
export function mod(a: number, b: number): number
export function mod(a: TensorLike, b: TensorLike, spec?: string): Tensor
export function mod(a: TensorLike, b: TensorLike, spec?: string): number | Tensor {
  return isSize(a) && isSize(b) && spec === undefined ? (modSizes(a, b) as number) : modTensor(a, b, spec)
}

/** Drops the fraction, with a tolerance of 1e-9 for what should be whole. */
export function wholeNumber(x: number): number {
  if (isPolynomial(x)) return x
  const near = Math.round(x)
  return Math.abs(x - near) <= 1e-9 * Math.max(1, Math.abs(x)) ? near : Math.trunc(x)
}

/** The number of a configuration value that may not be a schedule here. */
export function fixed(value: TensorLike): number {
  if (isSchedule(value) || isTensor(value)) return refuse('SSL3110', {})
  const plain: unknown = value
  return isPolynomial(plain) ? (plain as unknown as number) : Number(plain)
}

/** An item of a list, counted from 0. */
export function item<T>(list: readonly T[], index: number): T {
  return list[index] ?? refuse('SSL3111', { index: String(index), size: String(list.length) })
}

/** The items of several lists one after the other. */
export const join = <T>(lists: readonly (readonly T[])[]): T[] => lists.flat()

type Items<T> = readonly T[] | Range
type ItemOf<L> = L extends readonly (infer T)[] ? T : number

/** The values of `each` for all combinations of items, the last list fastest. */
export function list<const L extends readonly Items<unknown>[], R>(
  sources: L,
  each: (...items: { [K in keyof L]: ItemOf<L[K]> }) => R,
): R[] {
  const call = each as (...items: readonly unknown[]) => R
  const all = sources.map(itemsOf)
  const combine = (chosen: readonly unknown[]): R[] => {
    const next = all[chosen.length]
    return next ? next.flatMap((value) => combine([...chosen, value])) : [call(...chosen)]
  }
  return combine([])
}

function itemsOf(source: Items<unknown>): readonly unknown[] {
  if (!isRange(source)) return source
  const [low, high] = [Number(numberAt(source.low)), Number(numberAt(source.high))]
  return Array.from(
    { length: Math.max(0, Math.floor(high) - Math.ceil(low) + 1) },
    (_, k) => Math.ceil(low) + k,
  )
}

const isRange = (source: Items<unknown>): source is Range => 'low' in source

const numberAt = (end: Dimension): number =>
  typeof end === 'number' ? end : (end.value ?? refuse('SSL3001', { dimension: end.key, symbol: end.key }))
