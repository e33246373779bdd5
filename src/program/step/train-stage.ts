import * as graph from '../../graph/build.js'
import { gradients } from '../../graph/gradients.js'
import type { Node } from '../../graph/node.js'
import { type Build, entry, type Objective, type PretextNotes } from '../definition/build.js'
import { kindOf } from '../kind.js'
import { modelNamed } from '../model/model.js'
import type { Optimizer, Rate } from '../optimizer/optimizer.js'
import { updated } from '../optimizer/update.js'
import type { TrainSettings } from '../pretext/train.js'
import { refuse } from '../report.js'
import { scheduleNode } from '../schedule/feed.js'
import { isSchedule } from '../schedule/schedule.js'
import { ownedBy } from './owned.js'

/** What one step of a stage computes. */
export interface StageGraph {
  readonly outputs: Record<string, Node>
  readonly updates: Record<string, Node>
  readonly owned: readonly string[]
  readonly metrics: readonly string[]
}

/**
 * One step: gradients of every objective over its own parameters, clipped together, optimisers, moving
 * copies from the new parameters, updates of state in program order.
 */
export function trainStage(
  build: Build,
  notes: PretextNotes,
  stage: string | undefined,
  settings: TrainSettings,
): StageGraph {
  const here = isIn(stage)
  const objectives = objectivesOf(notes, stage)
  if (objectives.length === 0)
    refuse('SSL3128', { pretext: stage === undefined ? build.name : `stage ${stage} of ${build.name}` })
  const owned = ownedBy(build, objectives)
  const slopes = slopesOf(build, objectives, owned)
  const norm = graph.sqrt(total([...slopes.values()].map((g) => graph.sum(graph.multiply(g, g)))))
  const clipped = settings.clip > 0 ? clip(slopes, norm, settings.clip) : slopes
  const updates: Record<string, Node> = {}
  for (const [path, gradient] of clipped) step(build, path, gradient, stage, settings, updates)
  moveCopies(build, changing(build, notes), updates)
  for (const { path, value, stage: other } of build.updates) if (here(other)) updates[path] = value
  const losses = objectives.map(({ value }) => graph.cast(value, 'f32'))
  const outputs: Record<string, Node> = { loss: total(losses) }
  if (losses.length > 1) for (const [k, value] of losses.entries()) outputs[`loss${k + 1}`] = value
  for (const { name, value, stage: other } of notes.metrics) {
    if (here(other) && !isPicture(value)) outputs[`metric:${name}`] = value
  }
  outputs.gradient_norm = norm
  const metrics = Object.entries(outputs).flatMap(([name, node]) => (node.shape.length === 0 ? [name] : []))
  return { outputs, updates, owned: owned.flat(), metrics }
}

/** Whether something belongs to a stage: it stands there, or outside of all. */
const isIn = (stage: string | undefined) => (other: string | undefined) =>
  other === undefined || other === stage

const objectivesOf = ({ objectives }: PretextNotes, stage: string | undefined): Objective[] =>
  objectives.filter((objective) => isIn(stage)(objective.stage))

/** A metric that is shown rather than logged. */
export const isPicture = (value: Node): boolean => kindOf(value) === 'image'

function slopesOf(
  build: Build,
  objectives: readonly Objective[],
  owned: readonly string[][],
): Map<string, Node> {
  const slopes = new Map<string, Node>()
  for (const [k, objective] of objectives.entries()) {
    const paths = owned[k] ?? []
    const nodes = paths.map((path) => entry(build.variables, path).node)
    const found = gradients(objective.value, nodes)
    for (const [place, path] of paths.entries()) slopes.set(path, found[place] ?? graph.fill(0))
  }
  return slopes
}

const total = (parts: readonly Node[]): Node => parts.slice(1).reduce(graph.add, parts[0] ?? graph.fill(0))

/** Scales all gradients so that their common norm is at most `limit`. */
function clip(slopes: ReadonlyMap<string, Node>, norm: Node, limit: number): Map<string, Node> {
  const scale = graph.divide(graph.fill(limit), graph.maximum(norm, graph.fill(limit)))
  return new Map([...slopes].map(([path, g]) => [path, graph.multiply(g, scale)]))
}

/** One optimiser step of one parameter. */
function step(
  build: Build,
  path: string,
  gradient: Node,
  stage: string | undefined,
  settings: TrainSettings,
  updates: Record<string, Node>,
): void {
  const { node: parameter } = entry(build.variables, path)
  const prefix = stage === undefined ? 'optimizer' : `optimizer.${stage}`
  const slotPath = (name: string): string => `${prefix}.${name}.${path}`
  updates[path] = updated(optimizerFor(build, path, settings), {
    parameter,
    gradient,
    adapts: parameter.shape.length > 1,
    scalar: (rate: Rate) => (isSchedule(rate) ? scheduleNode(rate) : graph.fill(rate)),
    slot: (name) => slot(build, slotPath(name), parameter),
    keep: (name, value) => {
      updates[slotPath(name)] = value
    },
  })
}

function optimizerFor(build: Build, path: string, { optimizer, optimizers }: TrainSettings): Optimizer {
  const own = optimizers.find(({ over }) => over.some((model) => pathsOf(build, model)?.has(path)))
  return own?.optimizer ?? optimizer
}

function slot(build: Build, path: string, parameter: Node): Node {
  const known = build.variables.get(path)
  if (known) return known.node
  const { shape } = parameter
  const node = graph.variable(path, shape)
  build.variables.set(path, {
    path,
    node,
    role: 'optimizer',
    shape,
    type: 'f32',
    kind: 'f32',
    initial: { is: 'fill', value: 0 },
  })
  return node
}

/** What some stage changes: parameters that an objective owns, and state that is updated. */
function changing(build: Build, notes: PretextNotes): Set<string> {
  const stages = notes.stages.length > 0 ? notes.stages : [undefined]
  const owned = stages.flatMap((stage) => ownedBy(build, objectivesOf(notes, stage)).flat())
  return new Set([...owned, ...build.updates.map(({ path }) => path)])
}

/**
 * w ← d · w + (1 − d) · v for every moving copy, v being the new value of what it follows. A copy of what
 * nothing changes, such as a bias that is declared and never read, is equal to it already.
 */
function moveCopies(build: Build, moving: Set<string>, updates: Record<string, Node>): void {
  const copies = [...build.variables.values()].filter(({ role }) => role === 'ema')
  // Of a copy of a copy, what it follows is moved first.
  copies.sort((a, b) => (a.behind?.length ?? 0) - (b.behind?.length ?? 0))
  for (const { path, node, source, decay } of copies) {
    if (source === undefined || decay === undefined || !moving.has(source)) continue
    moving.add(path)
    const fresh = updates[source] ?? entry(build.variables, source).node
    const rest = graph.subtract(graph.fill(1), decay)
    updates[path] = graph.add(graph.multiply(decay, node), graph.multiply(rest, fresh))
  }
}

/** The parameters that uses of a model touched; by name where only the pretext knows the model. */
export function pathsOf(build: Build, model: object | string): ReadonlySet<string> | undefined {
  const used = typeof model === 'string' ? modelNamed(build, model) : model
  return used && build.models.get(used)?.paths
}
