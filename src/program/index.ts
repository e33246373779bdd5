/** What emitted modules import, except what runs: the functions that build a program's graph. */
export {
  type Build,
  batchSize,
  type DataFacts,
  isBuilding,
  newBuild,
  type Role,
  training,
  within,
} from './definition/build.js'
export { callDefinition } from './definition/call.js'
export { augment, type Definition, encoder, fn, head, layer, loss } from './definition/define.js'
export { type Configured, definitionOf, type Information, recipeOf } from './definition/information.js'
export type { Initial } from './definition/initial.js'
export { lifted } from './definition/lifted.js'
export type { Initialised, Plain, Recipe } from './definition/recipe.js'
export { requirement as require } from './definition/requirement.js'
export { type Callable, type } from './definition/type.js'
export { param, state, update } from './definition/variable.js'
export * from './draw/distribution.js'
export { draw } from './draw/draw.js'
export { type DrawMoment, type DrawValues, fillDraw, fillInto } from './draw/fill.js'
export { initialValue } from './draw/initial.js'
export { hashText, philox } from './draw/philox.js'
export type { DrawSite, HostDistribution } from './draw/site.js'
export { type Kind, kindOf, withKind } from './kind.js'
export { along, mapped } from './model/along.js'
export { batch_mean } from './model/batch-mean.js'
export { chain, compose } from './model/compose.js'
export { ema } from './model/ema.js'
export { type Model, model, parameter } from './model/model.js'
export { scan } from './model/scan.js'
export { adam, adamw } from './optimizer/adam.js'
export { lars } from './optimizer/lars.js'
export type { Optimizer, Rate } from './optimizer/optimizer.js'
export { sgd } from './optimizer/sgd.js'
export { type CallEngine, setEngines } from './plain/engine.js'
export {
  type PlainOptions,
  type PlainProgram,
  plainGradients,
  plainProgram,
  plainResult,
} from './plain/evaluate.js'
export type { DrawKey } from './plain/key.js'
export { batch } from './pretext/batch.js'
export { type Data, data, dataIn, type Field, type Source } from './pretext/data.js'
export * from './pretext/evaluate.js'
export { metric, minimize, stage } from './pretext/objective.js'
export { type Pretext, pretext } from './pretext/pretext.js'
export * from './pretext/source.js'
export { type TrainOptions, type TrainSettings, train } from './pretext/train.js'
export { onWarning } from './report.js'
export { type Duration, epochs, steps } from './schedule/duration.js'
export { cosine, ramp, step_decay } from './schedule/make.js'
export type { Schedule } from './schedule/schedule.js'
export { type Progress, scheduleValue } from './schedule/value.js'
export { batchOf } from './step/batch-of.js'
export { buildStep, type StepOptions } from './step/build-step.js'
export { initialValues } from './step/initial-values.js'
export * from './step/program.js'
export { programHash, sameProgram } from './step/same.js'
export { arrange } from './tensor/arrange.js'
export * from './tensor/binary.js'
export { concat, stack } from './tensor/concat.js'
export { contract } from './tensor/contract.js'
export * from './tensor/declare.js'
export { gather } from './tensor/gather.js'
export { argsort, cholesky, solve_lower } from './tensor/linear.js'
export { permutation_set } from './tensor/permutation-set.js'
export * from './tensor/reduce.js'
export { index, pad, reshape, size, spread } from './tensor/shape.js'
export { slice, windows } from './tensor/slice.js'
export { div, fixed as static, item, join, list, mod, type Range, range } from './tensor/static.js'
export * from './tensor/unary.js'
export { type Nested, type Scalar, type Tensor, type TensorLike, tensor } from './tensor/value.js'
