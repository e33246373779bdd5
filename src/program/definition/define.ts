import { plainCall } from '../plain/call.js'
import { callOn, gradientOn } from '../plain/engine.js'
import { plainGradient } from '../plain/gradient.js'
import { plainInit } from '../plain/init.js'
import type { Tensor, TensorLike } from '../tensor/value.js'
import { isBuilding } from './build.js'
import { callDefinition } from './call.js'
import { configure } from './configuration.js'
import {
  type DefinitionRole,
  type Information,
  namesBatch,
  noteDefinition,
  noteRecipe,
} from './information.js'
import type { Plain, Recipe } from './recipe.js'
import type { GivenConfiguration, Inside, NamesOf, Type } from './type.js'

type Types = Readonly<Record<string, Type>>

/** What a body gives: a tensor (or number), or the items of a tuple by name. */
export type Result = TensorLike | Readonly<Record<string, TensorLike>>

/** A result outside its body: numbers have become tensors. */
export type Made<R> = R extends number ? Tensor : R

interface Specification<C, D> {
  readonly configuration?: C
  readonly data: D
  readonly result?: Type | Types
  /** Of a few definitions of the library: an engine may have its own way to compute them. */
  readonly kernel?: true
}

type Body<C, D, R> = (
  configuration: Inside<C>,
  data: { readonly [K in keyof D]: Tensor },
  dimensions: { readonly [K in NamesOf<C> | NamesOf<D>]: number },
) => R

/** A definition whose configuration is to be given: then it is a recipe. Plain calls of it give a `P`. */
export type Definition<C, R, P = Plain<R>> = (
  ...configuration: Record<never, never> extends GivenConfiguration<C>
    ? [GivenConfiguration<C>?]
    : [GivenConfiguration<C>]
) => Recipe<R, P>

/** What a plain call gives for a result that is R in a graph: of a loss always a number. */
type PlainOf<Role extends DefinitionRole, R> = Role extends 'loss' ? number : Plain<R>

interface Define<Role extends DefinitionRole> {
  <const D extends Types, R extends Result>(
    name: string,
    specification: Specification<undefined, D> & { readonly configuration?: never },
    body: Body<Record<never, never>, D, R>,
  ): Recipe<Made<R>, PlainOf<Role, Made<R>>>
  <const C extends Types, const D extends Types, R extends Result>(
    name: string,
    specification: Specification<C, D> & { readonly configuration: C },
    body: Body<C, D, R>,
  ): Definition<C, Made<R>, PlainOf<Role, Made<R>>>
}

/** How definitions of a role are made. */
const define = <Role extends DefinitionRole>(role: Role): Define<Role> =>
  ((name: string, specification: Specification<Types, Types>, body: Information['body']) => {
    const { configuration = {}, data, result, kernel = false } = specification
    const seesBatch = Object.values(data).some(namesBatch)
    const information: Information = { role, name, configuration, data, result, body, kernel, seesBatch }
    if (specification.configuration === undefined) return makeRecipe(information, {})
    const definition = (given: Readonly<Record<string, unknown>> = {}): unknown =>
      makeRecipe(information, given)
    noteDefinition(definition, information)
    return definition
  }) as unknown as Define<Role>

/** A definition with its configuration: every use makes a new part. */
export function makeRecipe(
  definition: Information,
  given: Readonly<Record<string, unknown>>,
): Recipe<unknown> {
  const configured = { definition, configuration: configure(definition, given) }
  const call = (...data: TensorLike[]): unknown =>
    isBuilding() ? callDefinition(configured, data) : plainCall(configured, data)
  const recipe = Object.assign(call, {
    gradient: (...data: TensorLike[]) => plainGradient(configured, data),
    on: (engine: string) =>
      Object.assign(callOn(configured)(engine), { gradient: gradientOn(configured)(engine) }),
    init: plainInit(configured),
  })
  noteRecipe(recipe, configured)
  return recipe as unknown as Recipe<unknown>
}

/** A plain function: owns nothing, draws nothing. */
export const fn = define('fn')
/** A random view or corruption. */
export const augment = define('augment')
/** A part of models. */
export const layer = define('layer')
/** A layer whose result is kept. */
export const encoder = define('encoder')
/** A layer that serves the objective only. */
export const head = define('head')
/** Gives a scalar; without `B` it speaks of one example and is averaged over the batch. */
export const loss = define('loss')
