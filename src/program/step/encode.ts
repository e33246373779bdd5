import * as graph from '../../graph/build.js'
import type { GraphFunction } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'
import { type BatchNote, type Build, newBuild, within } from '../definition/build.js'
import type { Callable } from '../definition/type.js'
import { isModel, modelNamed } from '../model/model.js'
import { mistake, refuse } from '../report.js'
import { isTensor } from '../tensor/value.js'
import { functionOf } from './function.js'

/** What an evaluated model is called. */
export const modelName = (target: Callable<unknown> | string): string => {
  if (typeof target === 'string') return target
  return isModel(target) ? target.modelName : 'model'
}

export interface EncodeGraph {
  readonly model: string
  readonly input: string
  readonly features: Node
  readonly function: GraphFunction
  /** Parameters and state that no step uses. */
  readonly build: Build
}

/** What a model gives for a clean batch, as it is used when nothing trains unless `training` says so. */
export function encodeGraph(
  build: Build,
  target: Callable<unknown> | string,
  batch: BatchNote,
  training = false,
): EncodeGraph {
  const model =
    typeof target === 'string'
      ? (modelNamed(build, target) ?? refuse('SSL3135', { pretext: build.name, model: target }))
      : target
  const inner = newBuild(build.name, {
    facts: build.facts,
    symbolic: build.symbolic,
    training,
    batchSize: batch.at.shape[0],
    schedules: build.schedules,
  })
  const field = batch.fields[0] ?? mistake('a batch without fields')
  const features = within(inner, () => model(field.node))
  if (!isTensor(features)) return mistake(`${modelName(model)} gives no single tensor`)
  const outputs = { features: graph.cast(features, 'f32') }
  return {
    model: modelName(model),
    input: field.name,
    features,
    function: functionOf(outputs, {}),
    build: inner,
  }
}
