import { type Dimension, symbol } from '../../graph/dimension.js'
import type { ElementType, Node, Origin } from '../../graph/node.js'
import type { DrawSite } from '../draw/site.js'
import type { Kind } from '../kind.js'
import type { Data } from '../pretext/data.js'
import { mistake, refuse } from '../report.js'
import type { Schedule } from '../schedule/schedule.js'
import type { DefinitionRole } from './information.js'
import type { Initial } from './initial.js'
import { outermost, type Scope } from './scope.js'

/** What is known of the data before it is read. An absent count stays a symbol without a number. */
export interface DataFacts {
  readonly [name: string]: {
    readonly count?: number
    readonly vocabulary?: number
    readonly counts?: readonly number[]
  }
}

export type Role = 'parameter' | 'ema' | 'state' | 'optimizer'

/** A tensor that persists between steps. */
export interface VariableEntry {
  readonly path: string
  readonly node: Node
  readonly role: Role
  readonly shape: readonly Dimension[]
  readonly type: ElementType
  readonly kind: Kind
  readonly initial: Initial
  /** The parameter that a moving copy follows, and how fast. */
  readonly source?: string
  readonly decay?: Node
  /** Where a copy follows another copy: the prefixes of that one, outermost first. */
  readonly behind?: readonly string[]
}

export interface StateUpdate {
  readonly path: string
  readonly value: Node
  readonly stage: string | undefined
}

/** A graph that is being built: everything that the functions of this package note down. */
export interface Build {
  readonly name: string
  readonly facts: DataFacts
  /** Whether bodies see the batch and the counts of data as symbols. */
  readonly symbolic: boolean
  readonly training: boolean
  /** Plain arrays as arguments: they count as the kind that a parameter asks for. */
  readonly plain: boolean
  readonly variables: Map<string, VariableEntry>
  /** Values of state after the updates so far. */
  current: Map<string, Node>
  readonly updates: StateUpdate[]
  readonly draws: Map<string, { readonly node: Node; readonly site: DrawSite }>
  readonly schedules: Map<string, { readonly node: Node; readonly name: string; readonly schedule: Schedule }>
  /** Models by identity: how often each was used, and the parameters that its uses touched. */
  readonly models: Map<object, { uses: number; readonly paths: Set<string> }>
  /** Which model has which path. */
  readonly names: Map<string, object>
  /** How fast each moving copy follows, by its prefix (`key.`). */
  readonly decays: Map<string, Node>
  /** Models whose bodies run now, outermost first. */
  readonly running: object[]
  scope: Scope
  stage: string | undefined
  batchSize: Dimension | undefined
  /** Who notes what a pretext says; absent in plain calls. */
  readonly pretext: PretextNotes | undefined
}

export interface Objective {
  readonly value: Node
  readonly over: readonly object[] | undefined
  readonly stage: string | undefined
  /** Where it stands in the program. */
  readonly origin?: Origin | undefined
}

/** A use of a model, or of a recipe that makes one on the spot, by a pretext. */
export interface Application {
  /** Absent for a recipe. */
  readonly model: object | undefined
  readonly name: string
  readonly inputs: readonly Node[]
  readonly outputs: readonly Node[]
  /** The moving copies around, outermost first, e.g. `key.`. */
  readonly copies: string
  /** Whether it belongs to the use of another model. */
  readonly inner: boolean
  readonly origin: Origin | undefined
}

/** A definition called by a pretext, or as a part of a model's composition. */
export interface Call {
  readonly role: DefinitionRole
  readonly name: string
  readonly arguments: readonly { readonly name: string; readonly value: Node }[]
  readonly outputs: readonly Node[]
  /** The axes over which the call was lifted, and how many of the last of them are no open indices. */
  readonly leads: readonly Dimension[]
  readonly lifted: number
  /** Which axes of the outputs were open indices, and not the batch; none where dots take them. */
  readonly open: readonly number[]
  readonly origin: Origin | undefined
}

/** What the body of a pretext says. */
export interface PretextNotes {
  batch: BatchNote | undefined
  readonly objectives: Objective[]
  readonly metrics: { readonly name: string; readonly value: Node; readonly stage: string | undefined }[]
  readonly stages: string[]
  /** Pictures that were given to models. */
  readonly views: Node[]
  /** What models made of a whole batch, by name of the model. */
  readonly embeddings: { readonly model: string; readonly value: Node }[]
  /** The cosines of embeddings to learned prototypes, by the path of the prototypes. */
  readonly assignments: { readonly path: string; readonly value: Node }[]
  readonly applications: Application[]
  readonly calls: Call[]
  /** Averages over the batch inside models. */
  readonly statistics: { readonly value: Node; readonly groups: number }[]
}

/** Nothing noted yet. */
export const newNotes = (): PretextNotes => ({
  batch: undefined,
  objectives: [],
  metrics: [],
  stages: [],
  views: [],
  embeddings: [],
  assignments: [],
  applications: [],
  calls: [],
  statistics: [],
})

export interface BatchNote {
  readonly data: Data
  readonly size: number
  readonly shuffle: boolean
  readonly fields: readonly { readonly name: string; readonly node: Node }[]
  readonly at: Node
}

let stack: Build[] = []

/** The graph that is being built. */
export function currentBuild(what = 'this'): Build {
  return stack.at(-1) ?? refuse('SSL3129', { what })
}

/** Whether a graph is being built. */
export const isBuilding = (): boolean => stack.length > 0

/** Runs `body` while `build` is the graph that is being built. */
export function within<T>(build: Build, body: () => T): T {
  const before = stack
  stack = [...stack, build]
  try {
    return body()
  } finally {
    stack = before
  }
}

/** Runs `body` in an inner scope. */
export function inScope<T>(scope: Scope, body: () => T): T {
  const build = currentBuild()
  const before = build.scope
  build.scope = scope
  try {
    return body()
  } finally {
    build.scope = before
  }
}

type Settings = Partial<
  Pick<Build, 'facts' | 'symbolic' | 'training' | 'plain' | 'pretext' | 'batchSize' | 'schedules'>
>

/** An empty graph. */
export function newBuild(name: string, settings: Settings = {}): Build {
  return {
    name,
    facts: settings.facts ?? {},
    symbolic: settings.symbolic ?? false,
    training: settings.training ?? true,
    plain: settings.plain ?? false,
    variables: new Map(),
    current: new Map(),
    updates: [],
    draws: new Map(),
    schedules: settings.schedules ?? new Map(),
    models: new Map(),
    names: new Map(),
    decays: new Map(),
    running: [],
    scope: outermost(name),
    stage: undefined,
    batchSize: settings.batchSize,
    pretext: settings.pretext,
  }
}

/** The size of the whole batch, as bodies see it: a symbol while the compiler builds, else a number. */
export function batchSize(): number {
  return (currentBuild('the batch size').batchSize ??
    refuse('SSL3127', { pretext: currentBuild().name })) as number
}

/** `B` as the build counts it. */
export const batchDimension = (build: Build, size: number): Dimension =>
  build.symbolic ? symbol('B', size) : size

/** What a pretext notes; throws outside one. */
export function currentPretext(what: string): PretextNotes {
  return currentBuild(what).pretext ?? refuse('SSL3129', { what })
}

/** Whether the pass trains; false in evaluation and export. */
export const training = (): boolean => currentBuild('training').training

/** A record's entry that must be there. */
export function entry<T>(map: ReadonlyMap<string, T>, key: string): T {
  return map.get(key) ?? mistake(`no entry ${key}`)
}
