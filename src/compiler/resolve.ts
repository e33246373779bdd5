import type * as ast from '../grammar/ast.js'
import { type Context, report } from './context.js'
import { checkDefinition } from './definition.js'
import type { Item } from './item.js'
import { checkPretext } from './pretext.js'
import { checkConstant, checkData, checkModel } from './toplevel.js'
import type { Value } from './types.js'

const busy: Item[] = []

/** The value of a declaration, checked now if it was not yet; undefined where it has none. */
export function resolve(item: Item, context?: Context, at?: ast.Located): Value | undefined {
  if (item.state === 'new') {
    item.state = 'busy'
    busy.push(item)
    check(item)
    busy.pop()
    item.state = 'done'
  } else if (item.state === 'busy' && context && at) {
    const circle = [...busy.slice(busy.indexOf(item)), item]
    report(context, 'SSL2012', { path: circle.map((each) => each.name) }, at)
  }
  return item.value
}

function check(item: Item): void {
  switch (item.declaration.is) {
    case 'definition':
      checkDefinition(item, item.declaration)
      return
    case 'constant':
      checkConstant(item, item.declaration)
      return
    case 'model':
      checkModel(item, item.declaration)
      return
    case 'data':
      checkData(item, item.declaration)
      return
    case 'pretext':
      checkPretext(item, item.declaration)
      return
  }
}
