import * as program from '../program/index.js'
import type { Features } from './evaluate/features.js'
import { type Forecast, type ForecastOptions, forecast } from './forecast/forecast.js'
import { type Judged, judgeRun, type LoadOptions, loadRun } from './run/load.js'
import type { RunOptions } from './run/options.js'
import { type Run, runOf } from './run/result.js'
import { callerFolder } from './run/root.js'
import { runPretext } from './run/run.js'
import { sampleViews, type ViewOptions } from './run/sample.js'

/**
 * A pretext that can be run. `M` are the names of the models that its evaluate blocks name, `E` those of their
 * evaluations, `N` those of its metrics.
 */
export interface Pretext<M extends string = never, E extends string = string, N extends string = string>
  extends program.Pretext {
  /**
   * Trains, evaluates and leaves a run folder. Paths of data start from the folder of the module that
   * declares the pretext, unless `root` names another. Fails with an `SslError`.
   */
  train(options?: RunOptions): Promise<Run<M, E, N>>
  /** Takes up the newest checkpoint of a run folder, to embed with it. */
  load(folder: string, options?: LoadOptions): Promise<Run<M, E, N>>
  /** Runs the evaluations of the program again on a run folder. */
  judge(folder: string, options?: LoadOptions): Promise<Judged>
  /** What a training will be: parameters, operations, memory, time. Starts the engines, and trains nothing. */
  forecast(options?: ForecastOptions): Promise<Forecast>
  /** A PNG of examples and their views; undefined where there are no pictures. */
  views(options?: ViewOptions): Promise<Buffer | undefined>
}

export type { Features }

/** Declares a pretext. The body runs whenever its graph is built. */
export function pretext<M extends string = never, E extends string = string, N extends string = string>(
  name: string,
  body: () => void,
): Pretext<M, E, N> {
  const declared = program.pretext(name, body)
  const folder = callerFolder()
  return Object.assign(declared, {
    train: async (options: RunOptions = {}) =>
      runOf<M, E, N>(await runPretext(declared, options.root ?? folder, options)),
    load: async (run: string, options: LoadOptions = {}) =>
      runOf<M, E, N>(await loadRun(declared, options.root ?? folder, run, options)),
    judge: (run: string, options: LoadOptions = {}) =>
      judgeRun(declared, options.root ?? folder, run, options),
    forecast: (options: ForecastOptions = {}) => forecast(declared, options.root ?? folder, options),
    views: (options: ViewOptions = {}) => sampleViews(declared, options.root ?? folder, options),
  })
}
