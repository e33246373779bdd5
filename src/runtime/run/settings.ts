import { fail } from '../../messages/catalogue.js'
import { nearest } from '../../messages/nearest.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import type { TrainOptions, TrainRequest } from '../../program/pretext/train.js'

/** Values given at run time, by the path of the setting: `train.epochs`, `train.simclr.seed`. */
export type SettingValues = Readonly<Record<string, number>>

const names = ['epochs', 'steps', 'clip', 'seed'] as const

/**
 * The pretext with numbers of its `train` block replaced. Fails with SSL5901 for a path that cannot be given
 * at run time, SSL7404 where there is no train block.
 */
export function withSettings(pretext: Pretext, values: SettingValues): Pretext {
  const request = pretext.requests.train ?? fail('SSL7404', { pretext: pretext.name })
  const train = Object.entries(values).reduce(
    (before, [path, value]) => changed(before, pretext.name, path, value),
    request,
  )
  return { ...pretext, requests: { ...pretext.requests, train } }
}

function changed(request: TrainRequest, pretext: string, path: string, value: number): TrainRequest {
  const stages = Object.keys(request.stages)
  const general = names.flatMap((name) => [`train.${name}`, `train.${pretext}.${name}`])
  const own = stages.flatMap((stage) =>
    names.flatMap((name) => [`train.${stage}.${name}`, `train.${pretext}.${stage}.${name}`]),
  )
  const parts = path.split('.')
  const name = parts.at(-1) as (typeof names)[number]
  if (general.includes(path)) return { ...request, options: set(request.options, name, value) }
  if (!own.includes(path)) fail('SSL5901', { path, nearest: nearest(path, [...general, ...own]) })
  const stage = parts.at(-2) as string
  return { ...request, stages: { ...request.stages, [stage]: set(request.stages[stage] ?? {}, name, value) } }
}

/** Epochs and steps exclude each other. */
function set(options: TrainOptions, name: (typeof names)[number], value: number): TrainOptions {
  const { epochs, steps, ...rest } = options
  const kept =
    name === 'epochs' || name === 'steps'
      ? {}
      : { ...(epochs !== undefined && { epochs }), ...(steps !== undefined && { steps }) }
  return { ...rest, ...kept, [name]: value }
}
