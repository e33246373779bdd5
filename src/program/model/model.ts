import { type Build, currentBuild, inScope, isBuilding } from '../definition/build.js'
import { callDefinition } from '../definition/call.js'
import { recipeOf } from '../definition/information.js'
import { noteApplication } from '../definition/note.js'
import type { Scope } from '../definition/scope.js'
import type { Callable } from '../definition/type.js'
import { kindOf } from '../kind.js'
import { refuse } from '../report.js'
import { isTensor, type Tensor, type TensorLike } from '../tensor/value.js'
import { callable } from './callable.js'

/** A named model: one set of weights, shared by all its uses. */
export interface Model<R = Tensor> {
  (...data: TensorLike[]): R
  readonly modelName: string
}

const models = new WeakSet<object>()

/** Tells a model from recipes and functions. */
export const isModel = (value: unknown): value is Model => typeof value === 'function' && models.has(value)

/** Gives a model a name and one set of weights. At the top of a file it is each pretext's own. */
export function model<R>(name: string, make: () => Callable<R>): Model<R> {
  const around = isBuilding() ? currentBuild().scope.path : ''
  const kept = new WeakMap<Build, Callable<R>>()
  const call = (...data: TensorLike[]): R => {
    const build = currentBuild(`the model ${name}`)
    const known = kept.get(build)
    const inner = known ?? callable(make())
    if (!known) kept.set(build, inner)
    return use(build, call, `${around}${name}`, inner, data)
  }
  const named = Object.assign(call, { modelName: name })
  models.add(named)
  return named
}

function use<R>(
  build: Build,
  self: object,
  path: string,
  inner: Callable<R>,
  data: readonly TensorLike[],
): R {
  if (isModel(inner)) return useOther(build, self, inner, data) as R
  checkName(build, self, path)
  const notes = build.models.get(self) ?? { uses: 0, paths: new Set<string>() }
  build.models.set(self, notes)
  notes.uses++
  const { scope } = build
  const again = notes.uses === 1 ? '' : `@${notes.uses}`
  const own: Scope = { ...scope, label: path, path: `${path}.`, site: `${path}${again}.`, parts: new Map() }
  noteView(build, data)
  build.running.push(self)
  try {
    const configured = recipeOf(inner)
    const result = inScope(own, () =>
      configured ? (callDefinition(configured, data, { is: 'same' }) as R) : inner(...data),
    )
    noteEmbedding(build, path, result)
    noteApplication(build, { model: self, name: path, data, result })
    return result
  } finally {
    build.running.pop()
  }
}

/** A model that is another one under a second name: the same weights. */
function useOther(
  build: Build,
  self: object,
  other: Callable<unknown>,
  data: readonly TensorLike[],
): unknown {
  const result = other(...data)
  const notes = build.models.get(other)
  if (notes) build.models.set(self, notes)
  return result
}

/** Two models of one name would share their weights. */
function checkName(build: Build, self: object, path: string): void {
  const owner = build.names.get(path)
  if (owner === undefined) build.names.set(path, self)
  else if (owner !== self && !path.includes('.')) refuse('SSL3131', { name: path })
}

/** Pictures that a pretext gives to a model are what `views` shows. */
function noteView(build: Build, data: readonly TensorLike[]): void {
  const { pretext } = build
  if (!pretext || build.running.length > 0 || build.scope.leads.length > 0) return
  for (const value of data) {
    if (!isTensor(value) || kindOf(value) !== 'image' || pretext.views.includes(value)) continue
    pretext.views.push(value)
  }
}

function noteEmbedding(build: Build, name: string, result: unknown): void {
  const { pretext } = build
  const outermost = build.running.length === 1 && build.scope.leads.length === 0
  if (
    pretext &&
    outermost &&
    isTensor(result) &&
    result.shape.length === 2 &&
    build.scope.copies.length === 0
  ) {
    pretext.embeddings.push({ model: name, value: result })
  }
}

/** A model that was used in this build, by its name: for `evaluate` and `train` outside of its pretext. */
export const modelNamed = (build: Build, name: string): Model | undefined =>
  [...build.models.keys()].filter(isModel).find((used) => used.modelName === name)

/** A parameter of a model by its path there, once the model was applied: `f.W`. */
export function parameter(of: Callable<unknown>, name: string): Tensor {
  const build = currentBuild('a parameter of a model')
  const label = isModel(of) ? of.modelName : 'the model'
  const paths = [...(build.models.get(of)?.paths ?? [])]
  const path = paths.find((other) => other === `${label}.${name}` || other.endsWith(`.${label}.${name}`))
  const node = path === undefined ? undefined : build.variables.get(path)?.node
  const known = paths.map((other) => other.slice(other.indexOf(`${label}.`) + label.length + 1)).join(', ')
  return node ?? refuse('SSL3130', { name: label, parameter: name, known })
}
