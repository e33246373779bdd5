import type { Diagnostic } from '../messages/diagnostic.js'
import type { RunEvent } from '../runtime/run/event.js'
import { tidy } from './files.js'
import { note, print, report } from './output.js'
import { counted } from './plural.js'
import { clock, progressBar } from './progress.js'

/** How a training is shown: to a person on stderr, or as one JSON object a line on stdout. */
export interface TrainingView {
  event(event: RunEvent): void
  /** Waits until all that was told has been shown. */
  end(): Promise<void>
}

/** Events as JSON lines. */
export function jsonTraining(): TrainingView {
  return { event: (event) => print(JSON.stringify(event)), end: async () => undefined }
}

/** A progress bar with images/s, loss and time left; alarms above it. `asked` is the engine that was asked for. */
export function shownTraining(texts: ReadonlyMap<string, string>, asked: string): TrainingView {
  let bar = progressBar()
  let start: Start | undefined
  let telling: Promise<void> = Promise.resolve()
  const tell = (diagnostic: Diagnostic) => {
    telling = telling.then(() => report([diagnostic], { texts }))
  }
  return {
    event(event) {
      if (event.is === 'step') {
        const { step: done, rate: throughput, left, metrics } = event
        const { pretext: label = '', steps: total = 0 } = start ?? {}
        return bar.show({ label, done, total, throughput, loss: metrics.loss, left })
      }
      const lines = linesOf(event, asked, start?.batch ?? 0)
      if (event.is === 'alarm' || lines.length > 0) bar.end()
      if (event.is === 'alarm') tell(event.diagnostic)
      for (const line of lines) note(line)
      if (event.is !== 'start') return
      start = event
      bar = progressBar()
    },
    async end() {
      bar.end()
      await telling
    },
  }
}

type Start = Extract<RunEvent, { is: 'start' }>

/** What a person is told of an event; nothing of those that only the bar shows. */
function linesOf(event: RunEvent, asked: string, batch: number): string[] {
  switch (event.is) {
    case 'start':
      return [started(event), engineText(event, asked)]
    case 'init':
      return [`${event.given} of ${counted(event.of, 'parameter')} start from ${tidy(event.path)}`]
    case 'interrupted':
      return [`stopped after step ${event.step} and saved ${tidy(event.path)}`]
    case 'end':
      return [
        `${counted(event.step, 'step')} of ${batch} in ${clock(event.seconds)}${aroundText(event.overhead)}`,
      ]
    case 'evaluating':
      return [`evaluating ${event.pretext}.${event.model}: ${event.evaluation}`]
    case 'profile': {
      const lacking = event.operators ? '' : '; this engine does not tell of single operators'
      return [`profile: ${tidy(event.path)}, for https://ui.perfetto.dev or chrome://tracing${lacking}`]
    }
    case 'report':
      return [`report: ${tidy(event.path)}`]
    default:
      return []
  }
}

function started(event: Start): string {
  const { pretext, steps, stepsPerEpoch, done, folder } = event
  const epochs = steps / stepsPerEpoch
  const length = Number.isInteger(epochs)
    ? `${counted(epochs, 'epoch')} of ${counted(stepsPerEpoch, 'step')}`
    : counted(steps, 'step')
  return `training ${pretext}: ${length}${done > 0 ? `, from step ${done}` : ''}, in ${tidy(folder)}`
}

/** `engine: tensorflow on cpu, mixed precision; the fastest that works here` */
function engineText({ engine: facts, done }: Start, asked: string): string {
  const { engine, device, precision } = facts
  const mixed = precision === 'mixed' ? ', mixed precision' : ''
  const why = done > 0 ? 'as before' : 'the fastest that works here'
  return `engine: ${engine} on ${device}${mixed}${asked === 'auto' ? `; ${why}` : ''}`
}

/** How much the host added to the engine's own time. */
const aroundText = (overhead: number | undefined): string =>
  overhead === undefined ? '' : `, host overhead ${(100 * overhead).toFixed(1)} %`
