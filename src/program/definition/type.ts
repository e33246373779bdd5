import type { Duration } from '../schedule/duration.js'
import type { Schedule } from '../schedule/schedule.js'
import type { Range } from '../tensor/static.js'
import type { Scalar, Tensor, TensorLike } from '../tensor/value.js'

export type TypeKind =
  | 'f32'
  | 'int'
  | 'bool'
  | 'image'
  | 'lab'
  | 'unit'
  | 'prob'
  | 'logits'
  | 'string'
  | 'range'
  | 'duration'
  | 'fn'

/** What is bound so far: configuration values and dimensions, by name. */
export interface Known {
  readonly [name: string]: unknown
}

/** A function of what is bound so far. Its parameter may be written as the names that it reads. */
export type Computed<V> = { compute(known: Known): V }['compute']

/** An axis with one unknown: `K + 1` gives K from a size, and is checked where K is known. */
export interface Solved {
  readonly name: string
  readonly of: { compute(size: number, known: Known): number }['compute']
  readonly is: Computed<number>
  /** As it was written, for messages. */
  readonly text: string
}

/** `'...'` in front, a dimension by name, a number, an expression of what is known, or a solved one. */
export type Axis = string | number | Computed<number> | Solved

/** Bounds and default of an argument. */
export interface Options {
  readonly above?: number
  readonly atLeast?: number
  readonly below?: number
  readonly atMost?: number
  readonly inside?: Range
  readonly default?: unknown
}

interface Bounds {
  readonly above?: number
  readonly atLeast?: number
  readonly below?: number
  readonly atMost?: number
  readonly inside?: Range
}

interface WithDefault<V> extends Bounds {
  readonly default?: V | Computed<V>
}

/** A type of the language. `inside` is what a body sees of a configuration value, `outside` what is given. */
export interface Type<
  Inside = unknown,
  Outside = unknown,
  Names extends string = string,
  Optional extends boolean = boolean,
> {
  readonly kind: TypeKind
  readonly axes: readonly Axis[] | undefined
  readonly options: Options
  /** Of `fn`: the types of the arguments and of the result. */
  readonly inputs?: readonly Type[]
  readonly result?: Type
  /** Only for the type checker. */
  readonly phantom?: { inside: Inside; outside: Outside; names: Names; optional: Optional }
}

type NameOf<A> = A extends '...' ? never : A extends string ? A : A extends Solved ? A['name'] : never
/** The dimension names in a list of axes. */
export type NamesIn<A extends readonly Axis[]> = NameOf<A[number]>

type HasDefault<O> = O extends { readonly default: unknown } ? true : false

type Lists<E, A extends readonly unknown[]> = A extends readonly [unknown, ...infer Rest]
  ? readonly Lists<E, Rest>[]
  : E

interface TensorType<S, O> {
  <const Given extends WithDefault<O> = Record<never, never>>(
    options?: Given,
  ): Type<S, O, never, HasDefault<Given>>
  <const A extends readonly Axis[], const Given extends WithDefault<TensorLike> = Record<never, never>>(
    axes: A,
    options?: Given,
  ): Type<TensorLike, TensorLike, NamesIn<A>, HasDefault<Given>>
}

interface ListType<E> {
  <const Given extends WithDefault<E> = Record<never, never>>(
    options?: Given,
  ): Type<E, E, never, HasDefault<Given>>
  <const A extends readonly Axis[], const Given extends WithDefault<Lists<E, A>> = Record<never, never>>(
    axes: A,
    options?: Given,
  ): Type<Lists<E, A>, Lists<E, A>, NamesIn<A>, HasDefault<Given>>
}

function make(kind: TypeKind, first: unknown, second: unknown): Type {
  const axes = Array.isArray(first) ? (first as readonly Axis[]) : undefined
  const options = (axes ? second : first) as Options | undefined
  return { kind, axes, options: options ?? {} }
}

const tensorType = <S, O>(kind: TypeKind): TensorType<S, O> =>
  ((first?: unknown, second?: unknown) => make(kind, first, second)) as TensorType<S, O>

const listType = <E>(kind: TypeKind): ListType<E> =>
  ((first?: unknown, second?: unknown) => make(kind, first, second)) as ListType<E>

const valueType =
  <V>(kind: TypeKind) =>
  <const Given extends WithDefault<V> = Record<never, never>>(
    options?: Given,
  ): Type<V, V, never, HasDefault<Given>> =>
    make(kind, options, undefined) as Type<V, V, never, HasDefault<Given>>

/** A model: something that can be called on tensors. */
export type Callable<R = Tensor> = (...data: TensorLike[]) => R

/** The default of a model is always computed: what it names may be declared later, or stand before it. */
function fn<const Given extends { readonly default?: Computed<unknown> } = Record<never, never>>(
  inputs: readonly Type[],
  result: Type,
  options?: Given,
): Type<Callable, Callable, never, HasDefault<Given>> {
  return { kind: 'fn', axes: undefined, options: options ?? {}, inputs, result }
}

type Float = number | Schedule | Tensor

/** The types of the language. Axes are written as in the source, bounds and default as options. */
export const type = {
  f32: tensorType<Scalar, Float>('f32'),
  image: tensorType<Scalar, Float>('image'),
  lab: tensorType<Scalar, Float>('lab'),
  unit: tensorType<Scalar, Float>('unit'),
  prob: tensorType<Scalar, Float>('prob'),
  logits: tensorType<Scalar, Float>('logits'),
  int: listType<number>('int'),
  bool: listType<boolean>('bool'),
  string: valueType<string>('string'),
  range: valueType<Range>('range'),
  duration: valueType<Duration>('duration'),
  fn,
}

/** What the body sees of configuration. */
export type Inside<C> = { [K in keyof C]: C[K] extends Type<infer I, unknown, string, boolean> ? I : never }

type Given<T> = T extends Type<unknown, infer O, string, boolean> ? O : never
type IsOptional<T> = T extends { readonly phantom?: { optional: infer D } }
  ? D extends true
    ? true
    : false
  : false
type OptionalKeys<C> = { [K in keyof C]: IsOptional<C[K]> extends true ? K : never }[keyof C]

/** What a caller gives as configuration: values with a default may be left out. */
export type GivenConfiguration<C> = { [K in Exclude<keyof C, OptionalKeys<C>>]: Given<C[K]> } & {
  [K in OptionalKeys<C>]?: Given<C[K]>
}

/** The dimension names of all types of a record. */
export type NamesOf<C> = {
  [K in keyof C]: C[K] extends { readonly phantom?: { names: infer N } } ? Extract<N, string> : never
}[keyof C]
