import type { ModuleState } from './module.js'
import type { Entity } from './scope.js'

type ItemEntity = Extract<Entity, { is: 'item' }>

const known = new WeakMap<ModuleState, Map<string, ItemEntity>>()

/** What other modules may import of a checked module, by name: made once for all that import it. */
export function exportsOf(module: ModuleState): Map<string, ItemEntity> {
  const before = known.get(module)
  if (before) return before
  const items = [...module.items.values()].filter((item) => item.declaration.is !== 'model')
  const made = new Map(items.map((item): [string, ItemEntity] => [item.name, { is: 'item', item }]))
  known.set(module, made)
  return made
}
