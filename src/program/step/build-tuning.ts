import * as graph from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import {
  type BatchNote,
  type Build,
  type DataFacts,
  newBuild,
  newNotes,
  type VariableEntry,
  within,
} from '../definition/build.js'
import { kindOf, withKind } from '../kind.js'
import { adam } from '../optimizer/adam.js'
import type { Pretext } from '../pretext/pretext.js'
import { settingsOf } from '../pretext/train.js'
import { mistake, refuse } from '../report.js'
import { epochs as epochsOf } from '../schedule/duration.js'
import { cosine } from '../schedule/make.js'
import { assemble } from './assemble.js'
import { type EncodeGraph, encodeGraph, modelName } from './encode.js'
import { functionOf } from './function.js'
import type { StepProgram } from './program.js'
import { trainStage } from './train-stage.js'

/** What is trained with labels, and how. */
export interface TuneOptions {
  /** Name of an evaluated model. */
  readonly model: string
  readonly classes: number
  /** Examples of a step. */
  readonly size: number
  readonly epochs: number
  readonly lr: number
}

/** The input of the labels, one row an example with 1 at its class. */
export const labelsInput = 'labels'

/**
 * The program that trains a model and a linear classifier on it with labels: of the clean example, positions of
 * maps and sequences averaged, mean cross-entropy, Adam with a cosine decay of the rate to 0. Function `tune` is
 * one step; `classify` gives the logits, of batches of the pretext's size, as the `features` of its evaluation.
 */
export function buildTuning(pretext: Pretext, data: DataFacts, options: TuneOptions): StepProgram {
  const notes = newNotes()
  const build = newBuild(pretext.name, { facts: data, pretext: notes })
  // A model may stand in the pretext itself.
  within(build, pretext.body)
  const batch = notes.batch ?? refuse('SSL3127', { pretext: pretext.name })
  const { model } =
    pretext.requests.evaluations.find((one) => modelName(one.model) === options.model) ??
    mistake(`no evaluated model ${options.model}`)
  const tuned = encodeGraph(build, model, resized(batch, options.size), true)
  const plain = encodeGraph(build, model, batch)
  return within(tuned.build, () => {
    join(tuned.build, plain.build)
    trainAll(tuned.build)
    const logits = classified(tuned, options.classes)
    const labels = graph.input(labelsInput, [options.size, options.classes])
    const objective = { value: crossEntropy(logits, labels), over: undefined, stage: undefined }
    const { epochs, lr } = options
    const optimizer = adam({ lr: cosine({ from: lr }) })
    const settings = { ...settingsOf(undefined), length: epochsOf(epochs), optimizer }
    const step = trainStage(tuned.build, { ...newNotes(), objectives: [objective] }, undefined, settings)
    const { outputs, updates, owned, metrics } = step
    const scores = functionOf({ features: classified(plain, options.classes) }, {})
    return assemble(tuned.build, batch, {
      functions: { tune: functionOf(outputs, updates), classify: scores },
      stages: [{ function: 'tune', metrics, owned, settings }],
      evaluations: [
        {
          model: options.model,
          function: 'classify',
          input: plain.input,
          shape: [options.classes],
          evaluations: [],
        },
      ],
    })
  })
}

/** The same batch with another number of examples. */
function resized(batch: BatchNote, size: number): BatchNote {
  const fields = batch.fields.map(({ name, node }) => {
    const input = graph.input(name, [size, ...node.shape.slice(1)], node.type)
    return { name, node: withKind(input, kindOf(node)) }
  })
  return { ...batch, size, fields, at: graph.input('at', [size], 'int') }
}

/** What only the use without training reads. */
function join(build: Build, { variables, draws }: Build): void {
  for (const [path, one] of variables) if (!build.variables.has(path)) build.variables.set(path, one)
  for (const [name, drawn] of draws) if (!build.draws.has(name)) build.draws.set(name, drawn)
}

/** A moving copy that is evaluated is a network like any other: it follows nothing while it is tuned. */
function trainAll({ variables }: Build): void {
  for (const [path, { source, decay, behind, ...own }] of variables) {
    if (own.role === 'ema') variables.set(path, { ...own, role: 'parameter' })
  }
}

/** The logits of a linear classifier, which starts from zeros so that every class is as likely. */
function classified({ features, build }: EncodeGraph, classes: number): Node {
  const last = features.shape.length - 1
  const real = graph.cast(features, 'f32')
  const positions = Array.from({ length: Math.max(0, last - 1) }, (_, axis) => axis + 1)
  const [count, size = 1] = [features.shape[0] ?? 1, last > 0 ? features.shape[last] : 1]
  const pooled = graph.reshape(positions.length > 0 ? graph.mean(real, positions) : real, [count, size])
  const held = (path: string, shape: VariableEntry['shape']): Node => {
    const node = graph.variable(path, shape)
    const zeros = { is: 'fill', value: 0 } as const
    build.variables.set(path, {
      path,
      node,
      role: 'parameter',
      shape,
      type: 'f32',
      kind: 'f32',
      initial: zeros,
    })
    return node
  }
  // No name of a program begins with a keyword.
  const [W, b] = [held('evaluate.W', [size, classes]), held('evaluate.b', [classes])]
  return graph.add(graph.contract('nd,dk->nk', pooled, W), b)
}

/** Mean over the examples, without overflow. */
function crossEntropy(logits: Node, labels: Node): Node {
  const shifted = graph.subtract(logits, graph.stopGradient(graph.max(logits, [1], true)))
  const total = graph.log(graph.sum(graph.exp(shifted), [1]))
  return graph.mean(graph.subtract(total, graph.sum(graph.multiply(labels, shifted), [1])))
}
