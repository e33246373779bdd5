import { flag, number, numbers } from '../../graph/attribute.js'
import { reduced } from '../lowering/reduced.js'
import { at } from '../lowering/value.js'
import type { Lowering } from './lower.js'
import { emit, integers } from './model.js'

export const reduction =
  (op: 'Sum' | 'Max' | 'Min' | 'Any' | 'All'): Lowering =>
  (node, lower) => {
    const { model } = lower
    const value = lower.value(at(node.inputs, 0))
    const axes = numbers(node.attributes, 'axes')
    const keep = flag(node.attributes, 'keep')
    const places = axes.map((axis) => value.order.indexOf(axis))
    const name = emit(model, op, [value.name, integers(model, places)], { keep_dims: { flag: keep } })
    return { name, ...reduced(value, axes, keep), type: node.type }
  }

export const place =
  (op: 'ArgMax' | 'ArgMin'): Lowering =>
  (node, lower) => {
    const { model } = lower
    const value = lower.value(at(node.inputs, 0))
    const axis = number(node.attributes, 'axis')
    const along = integers(model, [value.order.indexOf(axis)], [])
    const name = emit(model, op, [value.name, along], { output_type: { type: 'int' } }, { types: ['int'] })
    return { name, ...reduced(value, [axis], false), type: 'int' }
  }
