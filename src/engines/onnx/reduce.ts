import { flag, number, numbers } from '../../graph/attribute.js'
import * as build from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { reduced } from '../lowering/reduced.js'
import { at, reshape, type Value } from '../lowering/value.js'
import { sumOfForm } from './form.js'
import { castTo, type Lower, type Lowering } from './lower.js'
import { emit, integers } from './model.js'
import { lowerProductSum } from './product-sum.js'

/** A reduction over the axes as they lie; with and without `keep` it is the same operator. */
function reduction(lower: Lower, value: Value, op: string, node: Node): Value {
  const axes = numbers(node.attributes, 'axes')
  const places = axes.map((axis) => value.order.indexOf(axis))
  const name = emit(lower.model, op, [value.name, integers(lower.model, places)], { keepdims: 0 })
  const dropped = value.shape.filter((_, place) => !places.includes(place))
  const result = reduced(value, axes, flag(node.attributes, 'keep'))
  return { ...value, ...result, name: reshape(lower.model, name, dropped, result.shape) }
}

export const lowerReduction =
  (op: string): Lowering =>
  (node, lower) =>
    reduction(lower, lower.value(at(node.inputs, 0)), op, node)

export const lowerSum: Lowering = (node, lower) => {
  const input = at(node.inputs, 0)
  const form = lower.form(input) ?? lower.firstForm(input)
  const sum = form && sumOfForm(form, shapeOf(input), numbers(node.attributes, 'axes'))
  if (sum) return lower.value(build.reshape(sum, node.shape))
  return lowerProductSum(node, lower) ?? reduction(lower, lower.value(input), 'ReduceSum', node)
}

/** Truth values are reduced as whole numbers. */
export const lowerTruth =
  (op: string): Lowering =>
  (node, lower) =>
    castTo(lower, reduction(lower, castTo(lower, lower.value(at(node.inputs, 0)), 'int'), op, node), 'bool')

export const lowerPlace =
  (op: string): Lowering =>
  (node, lower) => {
    const value = lower.value(at(node.inputs, 0))
    const axis = number(node.attributes, 'axis')
    const attributes = { axis: value.order.indexOf(axis), keepdims: 0, select_last_index: 0 }
    const long = emit(lower.model, op, [value.name], attributes)
    const name = emit(lower.model, 'Cast', [long], { to: 6 })
    return { name, ...reduced(value, [axis], false), type: 'int' }
  }
