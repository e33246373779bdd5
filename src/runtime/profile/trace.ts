import type { Span } from '../../engines/engine.js'

/** One event of Chrome's trace format; times in microseconds. */
interface TraceEvent {
  readonly name: string
  readonly ph: 'X' | 'M'
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly args?: Readonly<Record<string, string | number>>
}

/** What chrome://tracing and Perfetto open. */
export interface Trace {
  readonly displayTimeUnit: 'ms'
  readonly traceEvents: readonly TraceEvent[]
}

const rows: Readonly<Record<Span['row'], { readonly tid: number; readonly title: string }>> = {
  host: { tid: 1, title: 'main thread' },
  engine: { tid: 2, title: "the engine's thread" },
  operators: { tid: 3, title: 'operators of the engine' },
}

/** Spans as a trace: a row for each thread, times from the first span on. */
export function traceOf(title: string, spans: readonly Span[]): Trace {
  const start = spans.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY)
  const used = new Set(spans.map(({ row }) => row))
  const names = [...used].map((row): TraceEvent => {
    const { tid, title: name } = rows[row]
    return { name: 'thread_name', ph: 'M', pid: 1, tid, args: { name } }
  })
  const micros = (milliseconds: number): number => Math.round(milliseconds * 1e4) / 10
  const events = spans.map(
    ({ name, row, from, to, details }): TraceEvent => ({
      name,
      ph: 'X',
      pid: 1,
      tid: rows[row].tid,
      ts: micros(from - start),
      dur: micros(to - from),
      ...(details && { args: details }),
    }),
  )
  const head: TraceEvent = { name: 'process_name', ph: 'M', pid: 1, tid: 0, args: { name: title } }
  return { displayTimeUnit: 'ms', traceEvents: [head, ...names, ...events] }
}
