import type { Engine, EngineOptions, Session, Values } from '../../engines/engine.js'
import { sizeOf } from '../../graph/dimension.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { StepProgram } from '../../program/step/program.js'
import { type Features, rows } from '../evaluate/features.js'
import type { Metrics } from '../loop/event.js'
import { type Plan, stageAt, totalSteps } from '../loop/plan.js'
import type { Inspection } from '../loop/train.js'
import { type AlarmFacts, alarmsOf, type Guess } from '../monitor/alarms.js'
import { alignment } from '../monitor/collapse.js'
import { inspectionOf, unmoved } from '../monitor/inspection.js'
import { decaysOf } from './decays.js'
import { feeds, functionIn, type Moment, restricted } from './plan.js'

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

/** Sizes that a loss may be guessing among: the batch, its views, and the rows of state. */
function guessesOf(program: StepProgram): Guess[] {
  const { size } = program.batch
  const guesses: Guess[] = [
    { size: 2 * size - 1, among: `the ${2 * size - 1} other views of a batch` },
    { size, among: `the ${size} examples of a batch` },
    { size: 2 * size, among: `the ${2 * size} views of a batch` },
  ]
  for (const [path, { role, shape }] of Object.entries(program.variables)) {
    const [first] = shape
    if (role !== 'state' || shape.length < 2 || first === undefined) continue
    const count = sizeOf(first)
    guesses.push({ size: count, among: `the ${count} rows of ${path}` })
    guesses.push({ size: count + 1, among: `the ${count} rows of ${path} and the right one` })
  }
  return guesses
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
  options: EngineOptions,
  momentAt: (step: number) => Omit<Moment, 'steps' | 'seed'>,
): Looks {
  let session: Promise<Session> | undefined
  let before: Values | undefined
  const has = program.graph.functions.monitor !== undefined
  const graph = has ? restricted(program.graph, { monitor: functionIn(program.graph, 'monitor') }) : undefined
  return {
    async look(step, _training, variables) {
      const { stage } = stageAt(plan, step - 1)
      const owned = program.stages.find((one) => one.function === stage.function)?.owned ?? []
      const still = before ? unmoved(before, variables, owned) : []
      before = variables
      if (!graph) return inspectionOf(plan.pretext, step, {}, still)
      session ??= engine.create(graph, options)
      const own = await session
      await own.assign(
        Object.fromEntries(
          Object.keys(graph.variables).map((path) => [path, variables[path] ?? []]),
        ) as Values,
      )
      const moment = { ...momentAt(step - 1), steps: stage.steps, seed: plan.seed }
      const first = await embeddings(own, program, moment)
      const second = await embeddings(own, program, { ...moment, step: moment.step + otherStep })
      const found = inspectionOf(plan.pretext, step, first, still)
      const aligned = Object.entries(first).map(([model, features]) => [
        `${model}.alignment`,
        alignment(features, second[model] ?? features),
      ])
      return { ...found, values: { ...found.values, ...Object.fromEntries(aligned) } }
    },
    async close() {
      await (await session)?.close()
    },
  }
}

async function embeddings(
  session: Session,
  program: StepProgram,
  moment: Moment,
): Promise<Record<string, Features>> {
  const outputs = await session.evaluate('monitor', feeds(program, 'monitor', moment))
  const found: Record<string, Features> = {}
  for (const [name, node] of Object.entries(functionIn(program.graph, 'monitor').outputs)) {
    if (!name.startsWith('embedding:')) continue
    const [count = 0, size = 0] = node.shape.map(sizeOf)
    const features = { count, size, values: Float32Array.from(outputs[name] ?? []) }
    found[name.slice('embedding:'.length)] = rows(
      features,
      Int32Array.from({ length: Math.min(count, looked) }, (_, row) => row),
    )
  }
  return found
}
