import { fail } from '../../messages/catalogue.js'
import { nearestPath } from '../../messages/nearest.js'
import { adam, adamw } from '../../program/optimizer/adam.js'
import { lars } from '../../program/optimizer/lars.js'
import type { Optimizer } from '../../program/optimizer/optimizer.js'
import { sgd } from '../../program/optimizer/sgd.js'
import { withBatchSize } from '../../program/pretext/batch.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { checkOptions, type TrainOptions, type TrainRequest } from '../../program/pretext/train.js'
import { type Duration, isDuration } from '../../program/schedule/duration.js'
import { isSchedule } from '../../program/schedule/schedule.js'

type SettingValue = number | Duration

/** Values given at run time, by the path of the setting: `train.epochs`, `train.optimizer.lr`, `simclr.batch.size`. */
export type SettingValues = Readonly<Record<string, SettingValue>>

/** A setting that can be given at run time. */
interface Setting {
  readonly path: string
  readonly wanted: 'a number' | 'a duration such as `epochs(2)`'
  readonly given: (value: SettingValue) => Pretext
}

/**
 * The pretext with numbers and durations of its `train` block, or the size of its batch, replaced; they are
 * checked as those in the program are. Fails with SSL5901 for a path that cannot be given at run time,
 * SSL5112 for a value of another sort, SSL7404 where there is no train block.
 */
export function withSettings(pretext: Pretext, values: SettingValues): Pretext {
  if (!pretext.requests.train) fail('SSL7404', { pretext: pretext.name })
  return Object.entries(values).reduce(withSetting, pretext)
}

function withSetting(pretext: Pretext, [path, value]: readonly [string, SettingValue]): Pretext {
  const settings = settingsOf(pretext)
  const setting = settings.find((one) => one.path === path)
  if (!setting) {
    const paths = settings.map((one) => one.path)
    return fail('SSL5901', {
      path,
      nearest: nearestPath(path, paths),
      here: paths.filter((one) => !one.startsWith(`train.${pretext.name}.`)),
    })
  }
  const { wanted } = setting
  if ((wanted === 'a number') !== (typeof value === 'number')) fail('SSL5112', { setting: path, wanted })
  return setting.given(value)
}

function settingsOf(pretext: Pretext): readonly Setting[] {
  const { name, body, requests } = pretext
  const size: Setting = {
    path: `${name}.batch.size`,
    wanted: 'a number',
    given: (value) => ({ ...pretext, body: () => withBatchSize(Number(value), body) }),
  }
  const { train } = requests
  if (!train) return [size]
  const trained = (changed: TrainRequest): Pretext => ({
    ...pretext,
    requests: { ...requests, train: changed },
  })
  const { optimizer = adam() } = train.options
  const put = (options: TrainOptions) => trained({ ...train, options })
  const general = [...ofOptions(train.options, optimizer, put), seedOf(train.options, put)]
  const own = Object.entries(train.stages).flatMap(([stage, before]) =>
    ofOptions(before, before.optimizer ?? optimizer, (options) =>
      trained({ ...train, stages: { ...train.stages, [stage]: options } }),
    ).map((setting) => ({ ...setting, path: `${stage}.${setting.path}` })),
  )
  const prefixes = ['train', `train.${name}`]
  const all = [...general, ...own]
  return [
    ...prefixes.flatMap((prefix) =>
      all.map((setting) => ({ ...setting, path: `${prefix}.${setting.path}` })),
    ),
    size,
  ]
}

/** The settings of one block; `optimizer` is the one in force there. */
function ofOptions(
  options: TrainOptions,
  optimizer: Optimizer,
  put: (options: TrainOptions) => Pretext,
): readonly Setting[] {
  const checked = (changed: TrainOptions): Pretext => {
    checkOptions(changed)
    return put(changed)
  }
  const { epochs, steps, ...rest } = options
  const clip: Setting = {
    path: 'clip',
    wanted: 'a number',
    given: (value) => checked({ ...options, clip: Number(value) }),
  }
  // Epochs and steps exclude each other.
  const lengths = (['epochs', 'steps'] as const).map(
    (path): Setting => ({ path, wanted: 'a number', given: (value) => checked({ ...rest, [path]: value }) }),
  )
  const moments = (['log', 'checkpoint'] as const).map(
    (path): Setting => ({
      path,
      wanted: 'a duration such as `epochs(2)`',
      given: (value) => checked({ ...options, [path]: value }),
    }),
  )
  const rates = ofOptimizer(optimizer, (changed) => checked({ ...options, optimizer: changed }))
  return [...lengths, clip, ...moments, ...rates]
}

/** The seed is that of the whole run. */
const seedOf = (options: TrainOptions, put: (options: TrainOptions) => Pretext): Setting => ({
  path: 'seed',
  wanted: 'a number',
  given: (value) => {
    const changed = { ...options, seed: Number(value) }
    checkOptions(changed)
    return put(changed)
  },
})

/** Rates of an optimiser, and the numbers of those that are schedules. */
function ofOptimizer(optimizer: Optimizer, put: (optimizer: Optimizer) => Pretext): readonly Setting[] {
  const { is, ...rates } = optimizer
  return Object.entries(rates).flatMap(([name, rate]): Setting[] => {
    if (typeof rate === 'boolean') return []
    const given = (value: unknown) => put(makers[is]({ ...rates, [name]: value }))
    const whole: Setting = { path: `optimizer.${name}`, wanted: 'a number', given }
    return isSchedule(rate) ? [whole, ...ofSchedule(rate, whole.path, given)] : [whole]
  })
}

function ofSchedule(schedule: object, path: string, given: (schedule: unknown) => Pretext): Setting[] {
  return Object.entries(schedule).flatMap(([name, part]): Setting[] => {
    if (typeof part !== 'number' && !isDuration(part)) return []
    return [
      {
        path: `${path}.${name}`,
        wanted: typeof part === 'number' ? 'a number' : 'a duration such as `epochs(2)`',
        given: (value) => given({ ...schedule, [name]: value }),
      },
    ]
  })
}

/** They check their settings' bounds. */
const makers: Readonly<Record<Optimizer['is'], (settings: object) => Optimizer>> = { sgd, adam, adamw, lars }
