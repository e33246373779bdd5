import type { Axis, Type } from './type.js'

export type DefinitionRole = 'fn' | 'augment' | 'layer' | 'encoder' | 'head' | 'loss'

/** A definition of the language, without its types. */
export interface Information {
  readonly role: DefinitionRole
  readonly name: string
  readonly configuration: Readonly<Record<string, Type>>
  readonly data: Readonly<Record<string, Type>>
  /** One type, or the types of a tuple by name. */
  readonly result: Type | Readonly<Record<string, Type>> | undefined
  readonly body: (configuration: never, data: never, dimensions: never) => unknown
  /** Whether its calls are nodes that an engine may compute in its own way. */
  readonly kernel: boolean
  /** Whether it names `B` among its data: then it sees the batch and is not lifted over it. */
  readonly seesBatch: boolean
}

/** A definition with its configuration. */
export interface Configured {
  readonly definition: Information
  readonly configuration: Readonly<Record<string, unknown>>
}

const recipes = new WeakMap<object, Configured>()
const definitions = new WeakMap<object, Information>()

export const noteRecipe = (recipe: object, configured: Configured): void =>
  void recipes.set(recipe, configured)
export const noteDefinition = (definition: object, information: Information): void =>
  void definitions.set(definition, information)

/** What stands behind a recipe; undefined for models and other functions. */
export const recipeOf = (value: object): Configured | undefined => recipes.get(value)

/** What stands behind a definition (with or without configuration). */
export const definitionOf = (value: object): Information | undefined =>
  definitions.get(value) ?? recipes.get(value)?.definition

/** Whether `B` stands among the axes of a type. */
export function namesBatch({ axes }: Type): boolean {
  return (axes ?? []).some((axis) => mentions(axis, 'B'))
}

const mentions = (axis: Axis, name: string): boolean =>
  axis === name || (typeof axis === 'object' && axis.name === name)
