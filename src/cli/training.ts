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
  let label = ''
  let total = 0
  let batch = 0
  let telling: Promise<void> = Promise.resolve()
  const tell = (diagnostic: Diagnostic) => {
    bar.end()
    telling = telling.then(() => report([diagnostic], { texts }))
  }
  return {
    event(event) {
      switch (event.is) {
        case 'start':
          ;[label, total, batch] = [event.pretext, event.steps, event.batch]
          bar = progressBar()
          note(started(event))
          note(engineText(event, asked))
          break
        case 'init':
          note(`${event.given} of ${counted(event.of, 'parameter')} start from ${tidy(event.path)}`)
          break
        case 'step': {
          const { step, rate, left } = event
          bar.show({ label, done: step, total, throughput: rate, loss: event.metrics.loss, left })
          break
        }
        case 'alarm':
          tell(event.diagnostic)
          break
        case 'interrupted':
          bar.end()
          note(`stopped after step ${event.step} and saved ${tidy(event.path)}`)
          break
        case 'end':
          bar.end()
          note(
            `${counted(total, 'step')} of ${batch} in ${clock(event.seconds)}${aroundText(event.overhead)}`,
          )
          break
        case 'evaluating':
          bar.end()
          note(`evaluating ${event.pretext}.${event.model}: ${event.evaluation}`)
          break
        case 'profile':
          note(
            `profile: ${tidy(event.path)}, for https://ui.perfetto.dev or chrome://tracing${event.operators ? '' : '; this engine does not tell of single operators'}`,
          )
          break
        case 'report':
          note(`report: ${tidy(event.path)}`)
          break
        case 'evaluated':
        case 'monitor':
        case 'checkpoint':
          break
      }
    },
    async end() {
      bar.end()
      await telling
    },
  }
}

function started(event: Extract<RunEvent, { is: 'start' }>): string {
  const { pretext, steps, stepsPerEpoch, done, folder } = event
  const epochs = steps / stepsPerEpoch
  const length = Number.isInteger(epochs)
    ? `${counted(epochs, 'epoch')} of ${counted(stepsPerEpoch, 'step')}`
    : counted(steps, 'step')
  return `training ${pretext}: ${length}${done > 0 ? `, from step ${done}` : ''}, in ${tidy(folder)}`
}

/** `engine: tensorflow on cpu, mixed precision; the fastest that works here` */
function engineText({ engine: facts, done }: Extract<RunEvent, { is: 'start' }>, asked: string): string {
  const { engine, device, precision } = facts
  const mixed = precision === 'mixed' ? ', mixed precision' : ''
  const why = done > 0 ? 'as before' : 'the fastest that works here'
  return `engine: ${engine} on ${device}${mixed}${asked === 'auto' ? `; ${why}` : ''}`
}

/** How much the host added to the engine's own time. */
const aroundText = (overhead: number | undefined): string =>
  overhead === undefined ? '' : `, host overhead ${(100 * overhead).toFixed(1)} %`
