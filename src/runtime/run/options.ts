import type { Init } from '../checkpoint/init.js'
import type { ConfigurationEntry } from '../record/record.js'
import type { RunEvent } from './event.js'
import type { SettingValues } from './settings.js'

export interface RunOptions {
  /**
   * Numbers and durations of the `train` block, and the size of the batch, by their paths:
   * `{ 'train.epochs': 5, 'train.optimizer.lr': 0.1, 'simclr.batch.size': 64 }`.
   */
  readonly set?: SettingValues
  /** Folder that paths of data start from: that of the module that calls, by default. */
  readonly root?: string
  /** Folder that `runs/` is made in: the working folder by default. */
  readonly home?: string
  /** Name of the program among the runs; `program` by default. */
  readonly program?: string
  /** `auto` (the default), `onnx`, `tensorflow` or `reference`. */
  readonly engine?: string
  /** `cpu`, `webgpu` or `cuda`; what suits the engine, by default. One that cannot start is an error. */
  readonly device?: string
  readonly threads?: number
  /** Starts parameters and state from a file; a run that is resumed has its own. */
  readonly init?: Init
  /** Goes on with the newest run of the pretext, or with the run in this folder. */
  readonly resume?: boolean | string
  /** Aborted: the running step is finished and saved. */
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  /** False: trains only. */
  readonly evaluate?: boolean
  /** True: `profile.json` in the run folder says where the time goes; chrome://tracing and Perfetto show it. */
  readonly profile?: boolean
  /** The operative configuration, for the record. */
  readonly configuration?: readonly ConfigurationEntry[]
}
