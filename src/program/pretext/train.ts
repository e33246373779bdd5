import type { Origin } from '../../graph/node.js'
import { currentOrigin } from '../../graph/origin.js'
import { checkBounds } from '../definition/configuration.js'
import { adam } from '../optimizer/adam.js'
import type { Optimizer } from '../optimizer/optimizer.js'
import { refuse } from '../report.js'
import { type Duration, epochs, steps } from '../schedule/duration.js'
import type { Pretext } from './pretext.js'

/** What a `train` block says. */
export interface TrainOptions {
  readonly epochs?: number
  readonly steps?: number
  readonly optimizer?: Optimizer
  /** Other optimisers for the parameters of some models. */
  readonly optimizers?: readonly {
    readonly over: readonly (object | string)[]
    readonly optimizer: Optimizer
  }[]
  readonly clip?: number
  readonly seed?: number
  readonly precision?: 'f32' | 'mixed'
  readonly log?: Duration
  readonly checkpoint?: Duration
}

/** What a stage may say for itself; seed and precision are those of the whole run. */
export type StageOptions = Omit<TrainOptions, 'seed' | 'precision'>

/** The settings of a stage (or of a pretext without stages) with every default filled in. */
export interface TrainSettings {
  readonly length: Duration
  readonly optimizer: Optimizer
  readonly optimizers: readonly {
    readonly over: readonly (object | string)[]
    readonly optimizer: Optimizer
  }[]
  /** The largest gradient norm; 0: any. */
  readonly clip: number
  readonly seed: number
  readonly precision: 'f32' | 'mixed'
  readonly log: Duration
  readonly checkpoint: Duration
}

export interface TrainRequest {
  readonly options: TrainOptions
  readonly stages: Readonly<Record<string, StageOptions>>
  /** Where the block stands in the program. */
  readonly origin: Origin | undefined
}

/** Says how pretexts are trained; a stage's own settings override. */
export function train(
  pretexts: readonly Pretext[],
  options: TrainOptions,
  stages: Readonly<Record<string, StageOptions>> = {},
): void {
  for (const one of [options, ...Object.values(stages)]) checkOptions(one)
  const origin = currentOrigin()
  for (const { requests } of pretexts) requests.train = { options, stages, origin }
}

/** Throws where a setting of a block lies outside its bound. */
export function checkOptions(options: TrainOptions): void {
  const bound = (
    argument: 'epochs' | 'steps' | 'clip',
    limit: { above?: number; atLeast?: number },
  ): void => {
    const value = options[argument]
    if (value !== undefined) checkBounds({ name: 'train', argument }, limit, value)
  }
  bound('epochs', { above: 0 })
  bound('steps', { above: 0 })
  bound('clip', { atLeast: 0 })
  for (const argument of ['steps', 'seed'] as const) checkWhole(argument, options[argument])
  for (const argument of ['log', 'checkpoint'] as const) {
    const duration = options[argument]
    if (duration) checkBounds({ name: 'train', argument }, { above: 0 }, duration.count)
  }
  if (options.epochs !== undefined && options.steps !== undefined) {
    refuse('SSL3106', { name: 'train', value: 'both epochs and steps' })
  }
}

function checkWhole(argument: string, value: number | undefined): void {
  if (value === undefined) return
  const place = { name: 'train', argument }
  if (!Number.isInteger(value))
    refuse('SSL3105', { ...place, expected: 'a whole number', given: String(value) })
  checkBounds(place, { atLeast: 0 }, value)
}

/** The settings of a stage, with every default filled in. */
export function settingsOf(request: TrainRequest | undefined, stage?: string): TrainSettings {
  const own = stage === undefined ? {} : (request?.stages[stage] ?? {})
  const general = request?.options ?? {}
  const length = lengthOf(own) ?? lengthOf(general) ?? epochs(100)
  const options = { ...general, ...own }
  return {
    length,
    optimizer: options.optimizer ?? adam(),
    optimizers: options.optimizers ?? [],
    clip: options.clip ?? 0,
    seed: options.seed ?? 0,
    precision: options.precision ?? 'f32',
    log: options.log ?? steps(10),
    checkpoint: options.checkpoint ?? epochs(1),
  }
}

function lengthOf(options: TrainOptions): Duration | undefined {
  if (options.epochs !== undefined) return epochs(options.epochs)
  return options.steps === undefined ? undefined : steps(options.steps)
}
