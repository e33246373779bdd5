import * as build from '../../graph/build.js'
import { type Dimension, isPolynomial, numberOf, show } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { mistake, refuse } from '../report.js'
import { scheduleNode } from '../schedule/feed.js'
import { isSchedule, type Schedule } from '../schedule/schedule.js'
import { stack } from './concat.js'

/** A tensor of the graph: lead axes (batch, dots, open indices outside), then own axes. */
export type Tensor = Node

/** Numbers in nested lists, all of one length per level. */
export type Nested = number | boolean | readonly Nested[]

/** What a tensor function takes: a tensor, a number or schedule, or lists of these. */
export type TensorLike = Tensor | number | boolean | Schedule | readonly TensorLike[]

/** An `f32` configuration value inside a body: a number, or a tensor where it is a schedule. */
export type Scalar = number | Tensor

/** Tells a tensor of the graph from numbers, lists and settings. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'op' in value && 'inputs' in value && 'shape' in value
}

/** The tensor of a value. Whole numbers are `int` and become `f32` where the others are. */
export function tensor(value: TensorLike | Dimension): Tensor {
  if (typeof value === 'number') return build.fill(value, [], isWhole(value) ? 'int' : 'f32')
  if (typeof value === 'boolean') return build.fill(value ? 1 : 0, [], 'bool')
  if (isPolynomial(value)) return sizeNode(value)
  if (isList(value)) return listNode(value)
  if (isSchedule(value)) return scheduleNode(value)
  return isTensor(value) ? value : mistake(`a value that is no tensor: ${String(value)}`)
}

const isList = (value: unknown): value is readonly TensorLike[] => Array.isArray(value)

const isWhole = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < 2 ** 31

/** The number of a symbolic size; fed where it is not known, which is so only in checks. */
function sizeNode(size: Dimension): Tensor {
  const value = numberOf(size)
  return value === undefined ? build.input(`size:${show(size)}`, [], 'int') : build.fill(value, [], 'int')
}

function listNode(list: readonly TensorLike[]): Tensor {
  if (list.length === 0) return refuse('SSL3107', {})
  const shape = shapeOfNumbers(list)
  if (!shape) return stackOf(list)
  const flat = (list as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as (number | boolean)[]
  const truths = flat.every((item) => typeof item === 'boolean')
  const whole = flat.every((item) => typeof item === 'boolean' || isWhole(item))
  return build.constant(flat.map(Number), shape, truths ? 'bool' : whole ? 'int' : 'f32')
}

function stackOf(list: readonly TensorLike[]): Tensor {
  const items = list.map(tensor)
  return stack(items, Math.min(...items.map((item) => item.shape.length)))
}

/** The shape of nested numbers; undefined where something else stands among them. */
function shapeOfNumbers(value: TensorLike): number[] | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return []
  if (!isList(value)) return undefined
  const inner = value.map(shapeOfNumbers)
  const [first] = inner
  if (!first || inner.some((shape) => shape === undefined)) return undefined
  if (inner.some((shape) => String(shape) !== String(first))) refuse('SSL3108', {})
  return [value.length, ...first]
}
