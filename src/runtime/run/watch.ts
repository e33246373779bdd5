import type { Engine, Session, Values } from '../../engines/engine.js'
import { sizeOf } from '../../graph/dimension.js'
import { functionIn } from '../../graph/function.js'
import type { Node } from '../../graph/node.js'
import { inOrder } from '../../graph/order.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { StepProgram } from '../../program/step/program.js'
import { type Features, rows } from '../evaluate/features.js'
import type { Metrics } from '../loop/event.js'
import { type Plan, stageAt, totalSteps } from '../loop/plan.js'
import type { Inspection } from '../loop/train.js'
import { type AlarmFacts, alarmsOf, type Guess, isEarly, suspicious } from '../monitor/alarms.js'
import { alignment, retrieval } from '../monitor/collapse.js'
import { idlePrototypes, inspectionOf, unmoved } from '../monitor/inspection.js'
import { decaysOf } from './decays.js'
import { checkDeclared } from './declared.js'
import { feeds, type Moment, restricted } from './plan.js'

/** Most embeddings that are looked at: enough for the spread, cheap enough for every checkpoint. */
const looked = 128
/** Other views of the same examples come from draws of a step that is never reached. */
const otherStep = 0x40000000

/** Looks at the metrics of every step. */
export function watchOf(
  program: StepProgram,
  plan: Plan,
  stepsPerEpoch: number,
): (step: number, metrics: Metrics) => Diagnostic[] {
  const facts: AlarmFacts = {
    pretext: program.pretext,
    totalSteps: totalSteps(plan),
    stepsPerEpoch,
    guesses: guessesOf(program),
  }
  const alarms = alarmsOf(facts)
  const decays = decaysOf(program)
  const still = new Set<string>()
  return (step, metrics) => {
    const found = alarms(step, metrics)
    // A schedule that ends at 1 reaches it in the last steps: that is how it is meant.
    if (step < 0.95 * totalSteps(plan)) {
      const { stage, stageStep } = stageAt(plan, step - 1)
      for (const { path, value } of decays) {
        const decay = value({ step: stageStep, steps: stage.steps, stepsPerEpoch })
        if (decay < 1 || still.has(path)) continue
        still.add(path)
        found.push(diagnose('SSL7307', { pretext: program.pretext, step, path }))
      }
    }
    return found
  }
}

/**
 * Sizes that a loss may be guessing among: those of the axes over which a softmax of the objective runs, and
 * one less, where the softmax leaves an example itself out.
 */
export function guessesOf(program: StepProgram): Guess[] {
  const names = namesOf(program)
  const sizes = new Set<number>()
  for (const stage of program.stages) {
    const { loss } = functionIn(program.graph, stage.function).outputs
    // A softmax takes the largest value out first.
    for (const node of loss ? inOrder([loss]) : []) {
      if (node.op === 'max') sizes.add(sizeOf(node.inputs[0]?.shape.at(Number(axisOf(node))) ?? 1))
    }
  }
  return [...sizes].flatMap((size) =>
    [size, size - 1].map((count) => ({
      size: count,
      among: names.get(count) ?? `the ${count} choices of a softmax`,
    })),
  )
}

/** Whether a softmax of the objective compares the examples of a batch, or one with rows of state. */
function isContrastive(program: StepProgram): boolean {
  const names = namesOf(program)
  return guessesOf(program).some(({ size }) => names.has(size))
}

const axisOf = ({ attributes }: Node): number =>
  Array.isArray(attributes.axes) ? Number(attributes.axes[0] ?? 0) : 0

/** What sizes mean in the program. */
function namesOf({ batch: { size }, variables }: StepProgram): Map<number, string> {
  const names = new Map<number, string>()
  for (const [path, { role, shape }] of Object.entries(variables)) {
    const [first] = shape
    if (role !== 'state' || shape.length < 2 || first === undefined) continue
    const count = sizeOf(first)
    names.set(count + 1, `the ${count} rows of ${path} and the right one`)
    names.set(count, `the ${count} rows of ${path}`)
  }
  names.set(2 * size, `the ${2 * size} views of a batch`)
  names.set(2 * size - 1, `the ${2 * size - 1} other views of a batch`)
  names.set(size - 1, `the ${size - 1} other examples of a batch`)
  names.set(size, `the ${size} examples of a batch`)
  return names
}

export interface Looks {
  /** For the loop: called whenever a checkpoint is made. */
  look(step: number, session: Session, variables: Values): Promise<Inspection>
  close(): Promise<void>
}

/** Looks at embeddings and parameters whenever a checkpoint is made. */
export function looksOf(
  program: StepProgram,
  plan: Plan,
  engine: Engine,
  momentAt: (step: number) => Omit<Moment, 'steps' | 'seed'>,
): Looks {
  let session: Promise<Session> | undefined
  let before: Values | undefined
  let tested = false
  const contrasts = isContrastive(program)
  const has = program.graph.functions.monitor !== undefined
  const graph = has ? restricted(program.graph, { monitor: functionIn(program.graph, 'monitor') }) : undefined
  return {
    async look(step, _training, variables) {
      const { stage } = stageAt(plan, step - 1)
      const owned = program.stages.find((one) => one.function === stage.function)?.owned ?? []
      const still = before ? unmoved(before, variables, owned) : []
      before = variables
      const moment = { ...momentAt(step - 1), steps: stage.steps, seed: plan.seed }
      const broken = tested ? [] : await checkDeclared(program, plan, engine, variables, moment)
      tested = true
      const judged = program.evaluations.map(({ model }) => model)
      if (!graph) return withAlarms(inspectionOf(plan.pretext, step, {}, judged, still), broken)
      session ??= engine.create(graph)
      const own = await session
      await own.assign(
        Object.fromEntries(
          Object.keys(graph.variables).map((path) => [path, variables[path] ?? []]),
        ) as Values,
      )
      const outputs = await own.evaluate('monitor', feeds(program, 'monitor', moment))
      const again = { ...moment, step: moment.step + otherStep }
      const first = embeddings(program, outputs)
      const second = embeddings(program, await own.evaluate('monitor', feeds(program, 'monitor', again)))
      const found = inspectionOf(plan.pretext, step, first, judged, still)
      const pairs = Object.entries(first).map(([model, features]) => ({
        model,
        features,
        other: second[model] ?? features,
      }))
      const values: Record<string, number> = { ...found.values }
      for (const { model, features, other } of pairs) {
        values[`${model}.alignment`] = alignment(features, other)
        values[`${model}.retrieval`] = retrieval(features, other)
      }
      const accuracy = Math.max(...pairs.map(({ model }) => values[`${model}.retrieval`] ?? 0))
      const early = isEarly(step, { stepsPerEpoch: moment.stepsPerEpoch, totalSteps: totalSteps(plan) })
      if (early && contrasts && accuracy >= suspicious) {
        broken.push(diagnose('SSL7304', { pretext: plan.pretext, step, accuracy }))
      }
      if (!early) broken.push(...idlePrototypes(plan.pretext, step, named('nearest:', outputs)))
      return withAlarms({ ...found, values }, broken)
    },
    async close() {
      await (await session)?.close()
    },
  }
}

const withAlarms = (inspection: Inspection, more: readonly Diagnostic[]): Inspection => ({
  ...inspection,
  alarms: [...inspection.alarms, ...more],
})

/** The embeddings among the outputs of the monitor, by model. */
function embeddings(program: StepProgram, outputs: Values): Record<string, Features> {
  const nodes = functionIn(program.graph, 'monitor').outputs
  const found = Object.entries(named('embedding:', outputs)).map(([model, values]): [string, Features] => {
    const [count = 0, size = 0] = (nodes[`embedding:${model}`]?.shape ?? []).map(sizeOf)
    const some = Int32Array.from({ length: Math.min(count, looked) }, (_, row) => row)
    return [model, rows({ count, size, values: Float32Array.from(values) }, some)]
  })
  return Object.fromEntries(found)
}

/** The outputs whose names begin so, by the rest of their names. */
function named(start: string, outputs: Values): Values {
  const own = Object.entries(outputs).filter(([name]) => name.startsWith(start))
  return Object.fromEntries(own.map(([name, values]) => [name.slice(start.length), values]))
}
