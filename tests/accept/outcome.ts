import type { RunEvent } from '../../src/runtime/run/event.js'
import type { Outcome } from './acceptance.js'

/**
 * What a training came to, from what `sslang train --json` printed. Where several pretexts were trained, a
 * metric stands under the name of its pretext: `first_layer.loss`.
 */
export function outcomeOf(text: string): Outcome {
  const lines = text.split('\n').filter((line) => line.startsWith('{'))
  const events = lines.map((line) => JSON.parse(line) as RunEvent)
  const several = events.filter(({ is }) => is === 'start').length > 1
  const [first, last, monitors] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ]
  const results = events.flatMap((event) => (event.is === 'evaluated' ? [event.result] : []))
  let pretext = ''
  let seconds = 0
  const put = (into: Map<string, number>, values: Readonly<Record<string, number>>) => {
    for (const [name, value] of Object.entries(values)) into.set(several ? `${pretext}.${name}` : name, value)
  }
  for (const event of events) {
    if (event.is === 'start') pretext = event.pretext
    if (event.is === 'step' && event.step === 1) put(first, event.metrics)
    if (event.is === 'monitor') put(monitors, event.values)
    if (event.is === 'end') {
      put(last, event.metrics)
      seconds += event.seconds
    }
  }
  if (last.size === 0) throw new Error(`no training came to its end:\n${text.slice(-400)}`)
  const plain = (map: Map<string, number>) => Object.fromEntries(map)
  return { first: plain(first), last: plain(last), monitors: plain(monitors), results, seconds }
}
