import { mkdir } from 'node:fs/promises'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Metrics, TrainEvent } from '../loop/event.js'
import { appendMetrics, truncateMetrics } from '../record/metrics.js'
import { appendImage, appendScalars, beginEvents, eventFile } from '../record/tensorboard.js'

/** Writes what a training tells into its folder: `metrics.jsonl` and a TensorBoard event file. */
export interface Recorder {
  record(event: TrainEvent): Promise<void>
  /** Shows a picture in TensorBoard. */
  picture(tag: string, step: number, png: Uint8Array): Promise<void>
  readonly alarms: readonly Diagnostic[]
  /** The last metrics of all. */
  readonly metrics: Metrics
}

/** Opens the record of a run folder; lines after `done` steps are forgotten, they will be written again. */
export async function openRecorder(folder: string, done: number): Promise<Recorder> {
  await mkdir(folder, { recursive: true })
  await truncateMetrics(folder, done)
  const file = eventFile(folder, new Date())
  await beginEvents(file, new Date())
  const alarms: Diagnostic[] = []
  let metrics: Metrics = {}
  let epoch = 1
  return {
    alarms,
    get metrics() {
      return metrics
    },
    async picture(tag, step, png) {
      // Width and height stand in a PNG's first chunk.
      const header = Buffer.from(png)
      const image = { width: header.readUInt32BE(16), height: header.readUInt32BE(20), png }
      await appendImage(file, new Date(), step, tag, image)
    },
    async record(event) {
      if (event.is === 'alarm') alarms.push(event.diagnostic)
      if (event.is === 'step') {
        metrics = event.metrics
        epoch = event.epoch
        if (!event.logged) return
        const { step, stage, rate } = event
        const values = { ...event.metrics, examples_per_second: Number(rate.toPrecision(4)) }
        await appendMetrics(folder, { step, epoch, ...(stage !== undefined && { stage }), ...values })
        await appendScalars(file, new Date(), step, values)
      }
      if (event.is === 'monitor') {
        await appendMetrics(folder, { step: event.step, epoch, ...event.values })
        await appendScalars(file, new Date(), event.step, event.values)
      }
    },
  }
}
