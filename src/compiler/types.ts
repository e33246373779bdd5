import type { Role } from '../grammar/ast.js'
import type { Span } from '../messages/diagnostic.js'
import type { Core } from './core.js'

/**
 * What the checker knows of an expression from the text alone. Sizes are only texts here: they are
 * decided when a graph is built.
 */
export type Type =
  | StaticType
  | TensorType
  | ListType
  | TupleType
  | CallableType
  | DistributionType
  | UnknownType

export type StaticKind = 'int' | 'number' | 'bool' | 'string' | 'range' | 'duration'

export interface StaticType {
  readonly is: 'static'
  readonly of: StaticKind
}

export type Element = 'f32' | 'int' | 'bool'

/** A tensor with one axis per open index in front, then its own; axes around both pass by unseen. */
export interface TensorType {
  readonly is: 'tensor'
  readonly letters: readonly OpenIndex[]
  readonly own: readonly Axis[]
  readonly element: Element | undefined
  /** Whether axes may stand in front that only the caller knows. */
  readonly lead: boolean
  /** A number that changes with the step; may stand for configuration. */
  readonly scheduled?: true
}

/** An axis by what the text says of its size. */
export interface Axis {
  /** As the user writes it: `2 * B`, `out`. */
  readonly text?: string
  /** The size as static code, where that is short. */
  readonly core?: Core
  /** Whether it runs over the examples of the batch; undefined where the text does not say. */
  readonly batch?: boolean | undefined
}

/** A static list; of callables, numbers or lists. Lists of tensors are tensors already. */
export interface ListType {
  readonly is: 'list'
  readonly of: Type
  readonly length?: number
  /** Of a list that is written out, where the items are models. */
  readonly items?: readonly Type[]
  /** The size of the list where it has a name (`S` of `int[S]`). */
  readonly axis?: Axis
}

export interface TupleType {
  readonly is: 'tuple'
  readonly items: readonly { readonly name?: string; readonly type: Type }[]
}

/** Stands only after `~`. */
export interface DistributionType {
  readonly is: 'distribution'
  readonly element: Element
  readonly own: readonly Axis[]
}

/** Nothing is known; whoever gave this type has told why. */
export interface UnknownType {
  readonly is: 'unknown'
}

export interface Input {
  readonly name: string
  readonly rank: number
  /** Takes any axes in front. */
  readonly dots: boolean
  /** Which of its axes is the batch, where it names that. */
  readonly batchAt?: number
  /** As written, for messages. */
  readonly text: string
}

export type CalleeRole = Role | 'model' | 'given'

/** A recipe, model, composition or function-typed argument. */
export interface CallableType {
  readonly is: 'callable'
  /** In the user's words. */
  readonly name: string
  readonly role: CalleeRole
  readonly draws: boolean
  /** Sees the batch as an axis of its own. */
  readonly batched: boolean
  readonly inputs: readonly Input[] | undefined
  /** Configuration that was left to its defaults and could be given by name. */
  readonly configuration?: readonly string[]
  /** The type of the result for own axes of arguments; open indices are the caller's. */
  readonly result: (args: readonly Type[], at: Span) => Type
  readonly parameter?: (name: string) => TensorType | undefined
  /** A recipe makes new parts at each use, a model is one. */
  readonly recipe?: string
}

/** A variable of a binder while its body is read. */
export interface OpenIndex {
  readonly name: string
  readonly span: Span
  bound?: Axis
  /** Whether it stands somewhere alone as an index. */
  alone: boolean
  /** Whether its range is needed as a number. */
  needed: boolean
  readonly ranges: RangeCandidate[]
  readonly holes: Core[]
}

export interface RangeCandidate {
  readonly lone: boolean
  readonly axis: Axis
  readonly core: Core | undefined
}

export const unknown: UnknownType = { is: 'unknown' }
export const staticOf = (of: StaticKind): StaticType => ({ is: 'static', of })

/** An expression after checking: its code and its type. */
export interface Value {
  readonly core: Core
  readonly type: Type
  /** The same as a plain number, truth value or list, where it can be one. */
  readonly fixed?: Core
}

/** A value that is a tensor. */
export interface TensorValue extends Value {
  readonly type: TensorType
}

export const tensorType = (
  own: readonly Axis[],
  element: Element | undefined = 'f32',
  lead = true,
  letters: readonly OpenIndex[] = [],
): TensorType => ({ is: 'tensor', letters, own, element, lead })

/** How deep lists are nested, and what is innermost. */
export function nesting(type: Type): { axes: Axis[]; innermost: Type } {
  const axes: Axis[] = []
  let inner = type
  while (inner.is === 'list') {
    const size: Axis =
      inner.axis ??
      (inner.length === undefined
        ? {}
        : { text: `${inner.length}`, core: { is: 'literal', value: inner.length } })
    axes.push({ ...size, batch: false })
    inner = inner.of
  }
  return { axes, innermost: inner }
}

/** The type in the words of the language, for messages and editors. */
export function describe(type: Type): string {
  switch (type.is) {
    case 'static':
      return type.of === 'number' ? 'f32' : type.of
    case 'tensor': {
      const axes = [...type.letters.map((letter) => letter.name), ...type.own.map((axis) => axis.text ?? '_')]
      return `${type.element ?? 'f32'}${axes.length ? `[${axes.join(', ')}]` : ''}`
    }
    case 'list':
      return `a list of ${describe(type.of)}`
    case 'tuple':
      return `(${type.items.map((item) => (item.name ? `${item.name}: ` : '') + describe(item.type)).join(', ')})`
    case 'callable':
      return type.inputs ? `${type.inputs.map((input) => input.text).join(', ')} -> …` : 'a model'
    case 'distribution':
      return 'a distribution'
    case 'unknown':
      return 'unknown'
  }
}
