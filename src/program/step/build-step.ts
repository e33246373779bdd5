import { differ, showShape } from '../../graph/dimension.js'
import type { GraphFunction } from '../../graph/graph.js'
import { withOrigin } from '../../graph/origin.js'
import { choices } from '../../messages/entry.js'
import {
  type Build,
  type DataFacts,
  entry,
  newBuild,
  newNotes,
  type PretextNotes,
  type VariableEntry,
  within,
} from '../definition/build.js'
import { isModel } from '../model/model.js'
import type { Pretext } from '../pretext/pretext.js'
import { settingsOf } from '../pretext/train.js'
import { refuse } from '../report.js'
import { assemble } from './assemble.js'
import { type EncodeGraph, encodeGraph } from './encode.js'
import { functionOf } from './function.js'
import { monitorOutputs, viewOutputs } from './monitor.js'
import type { EvaluationProgram, StageProgram, StepProgram } from './program.js'
import { pathsOf, trainStage } from './train-stage.js'

export interface StepOptions {
  /** What is known of the data. */
  readonly data?: DataFacts
  /** Keeps the batch size and the facts of data as symbols, as the compiler does. */
  readonly symbolic?: boolean
  /** Called when the forward graph is complete; may throw to stop. */
  readonly inspect?: (build: Build, notes: PretextNotes) => void
}

/** The training graph of a pretext. Throws an `SslError` for everything that does not fit. */
export function buildStep(
  pretext: Pretext,
  { data = {}, symbolic = false, inspect }: StepOptions = {},
): StepProgram {
  const notes = newNotes()
  const build = newBuild(pretext.name, { facts: data, symbolic, training: true, pretext: notes })
  return within(build, () => {
    pretext.body()
    completeCopies(build)
    inspect?.(build, notes)
    const functions: Record<string, GraphFunction> = {}
    const stages = stagesOf(build, notes, pretext, functions)
    const evaluations = evaluationsOf(build, notes, pretext, functions)
    addOutputs(functions, 'views', viewOutputs(notes))
    addOutputs(functions, 'monitor', monitorOutputs(notes))
    return assemble(build, notes.batch, { functions, stages, evaluations })
  })
}

/** A moving copy may follow a model or copy that is never used itself: what it follows exists all the same. */
function completeCopies(build: Build): void {
  for (const copy of [...build.variables.values()]) completeCopy(build, copy)
}

function completeCopy(build: Build, copy: VariableEntry): void {
  const { source } = copy
  if (copy.role !== 'ema' || source === undefined) return
  if (!build.variables.has(source)) {
    const followed = followedBy(build, copy, source)
    build.variables.set(source, followed)
    completeCopy(build, followed)
  }
  build.variables.set(copy.path, { ...copy, initial: { is: 'copy', of: source } })
}

function followedBy(build: Build, copy: VariableEntry, path: string): VariableEntry {
  const { node, initial, shape, type, kind, behind = [] } = copy
  const own = { ...node, attributes: { ...node.attributes, path } }
  const same = { path, node: own, shape, type, kind, initial }
  const [outer, ...rest] = behind
  if (outer === undefined) return { ...same, role: 'parameter' }
  const source = path.slice(outer.length)
  return { ...same, role: 'ema', source, decay: entry(build.decays, outer), behind: rest }
}

function stagesOf(
  build: Build,
  notes: PretextNotes,
  { requests }: Pretext,
  functions: Record<string, GraphFunction>,
): StageProgram[] {
  for (const stage of Object.keys(requests.train?.stages ?? {})) {
    if (!notes.stages.includes(stage)) {
      refuse('SSL3138', { pretext: build.name, stage, known: choices(notes.stages, 'and') })
    }
  }
  const names: (string | undefined)[] = notes.stages.length > 0 ? [...notes.stages] : [undefined]
  const stages = names.map((name) => {
    const settings = settingsOf(requests.train, name)
    const { outputs, updates, owned, metrics } = trainStage(build, notes, name, settings)
    const key = name === undefined ? 'step' : `step:${name}`
    functions[key] = functionOf(outputs, updates)
    return { ...(name !== undefined && { name }), function: key, metrics, owned, settings }
  })
  checkOptimizers(build, stages)
  return stages
}

/** An optimiser for models that nothing trains is a mistake. */
function checkOptimizers(build: Build, stages: readonly StageProgram[]): void {
  const owned = stages.flatMap((stage) => stage.owned)
  for (const model of stages.flatMap(({ settings }) => settings.optimizers.flatMap(({ over }) => over))) {
    const paths = pathsOf(build, model)
    if (owned.some((path) => paths?.has(path))) continue
    const name = typeof model === 'string' ? model : isModel(model) ? model.modelName : 'this model'
    refuse('SSL3139', { model: name })
  }
}

function evaluationsOf(
  build: Build,
  notes: PretextNotes,
  pretext: Pretext,
  functions: Record<string, GraphFunction>,
): EvaluationProgram[] {
  const batch = notes.batch ?? refuse('SSL3127', { pretext: pretext.name })
  return pretext.requests.evaluations.map(({ model, fit, test, evaluations, origin }) => {
    const encoded = encodeGraph(build, model, batch)
    withOrigin(origin, () => checkShapes(build, encoded, batch.data.name))
    for (const [path, one] of encoded.build.variables) {
      if (!build.variables.has(path)) build.variables.set(path, one)
    }
    for (const [name, drawn] of encoded.build.draws) {
      if (!build.draws.has(name)) build.draws.set(name, drawn)
    }
    const key = `encode:${encoded.model}`
    functions[key] = encoded.function
    const shape = encoded.features.shape.slice(1)
    const request = { ...(fit && { fit }), ...(test && { test }), evaluations }
    return { model: encoded.model, function: key, input: encoded.input, shape, ...request }
  })
}

/** A model that was trained on parts of examples, say, has parameters of other shapes for whole ones. */
function checkShapes(build: Build, encoded: EncodeGraph, data: string): void {
  for (const [path, { shape }] of encoded.build.variables) {
    const trained = build.variables.get(path)?.shape ?? shape
    if (trained.length === shape.length && !trained.some((size, axis) => differ(size, shape[axis] ?? size)))
      continue
    const [was, is] = [trained, shape].map((one) => `f32${showShape(one)}`)
    refuse('SSL3140', { model: encoded.model, data, path, trained: was ?? '', evaluated: is ?? '' })
  }
}

function addOutputs(
  functions: Record<string, GraphFunction>,
  name: string,
  outputs: ReturnType<typeof viewOutputs>,
): void {
  if (Object.keys(outputs).length > 0) functions[name] = functionOf(outputs, {})
}
