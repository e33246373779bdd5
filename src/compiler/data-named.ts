import type * as ast from '../grammar/ast.js'
import { nearest } from '../messages/nearest.js'
import { type Context, report } from './context.js'
import type { Item } from './item.js'
import { resolve } from './resolve.js'
import { lookUp, visible } from './scope.js'

/** The data of this name; tells where there is none, unless an import that failed should have brought it. */
export function dataNamed(name: ast.Located & { readonly text: string }, context: Context): Item | undefined {
  const data = dataItem(name.text, context)
  if (data) {
    resolve(data)
    return data
  }
  const entity = lookUp(context.scope, name.text)
  if (entity?.is === 'ambiguous')
    report(context, 'SSL2003', { name: name.text, modules: entity.modules }, name)
  else if (name.text !== '' && entity?.is !== 'lost') {
    const known = [...visible(context.scope)].filter((other) => dataItem(other, context))
    const near = nearest(name.text, known)
    if (entity || near || !context.module.blind) report(context, 'SSL2606', { name: name.text, near }, name)
  }
  return undefined
}

function dataItem(name: string, { scope }: Context): Item | undefined {
  const entity = lookUp(scope, name)
  return entity?.is === 'item' && entity.item.declaration.is === 'data' ? entity.item : undefined
}
