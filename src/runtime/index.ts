/** What emitted modules import: everything that builds graphs, and what runs them. */

import { setEngines } from '../program/plain/engine.js'
import { engineNamed } from './engine/choose.js'

export type { Diagnostic } from '../messages/diagnostic.js'
export { SslError } from '../messages/diagnostic.js'
export * from '../program/index.js'
export type { Examples } from './data/callback.js'
export type { Dataset } from './data/dataset.js'
export { readLabels } from './data/labels.js'
export { writeNpy } from './data/npy.js'
export { openData } from './data/open.js'
export { engineNamed } from './engine/choose.js'
export { engineNames } from './engine/known.js'
export type { EvaluationResult, ResultRow } from './evaluate/evaluation.js'
export { type Table, tableOf, tablesOf } from './evaluate/table.js'
export type { Forecast } from './forecast/forecast.js'
export { type Pretext, pretext } from './pretext.js'
export { type RunRecord, readRecord } from './record/record.js'
export type { RunEvent } from './run/event.js'
export type { LoadOptions } from './run/load.js'
export type { TrainedModel } from './run/models.js'
export type { RunOptions } from './run/options.js'
export type { Run, RunFacts } from './run/result.js'
export { programName } from './run/run.js'

// Plain calls on another engine: `nt_xent(…).on('onnx')`.
setEngines(engineNamed)
