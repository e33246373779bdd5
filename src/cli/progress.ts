/** What a progress line shows. */
export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
  /** What `done` and `total` count, where that is not steps. */
  readonly unit?: string
  /** Examples a second over the last steps. */
  readonly throughput?: number | undefined
  readonly loss?: number | undefined
  /** Seconds to the end, where that is known better than by the share done. */
  readonly left?: number | undefined
}

const full = '█'
const partial = ' ▏▎▍▌▋▊▉'

/** 75 as `1:15`, 3700 as `1:01:40`. */
export function clock(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const hours = Math.floor(s / 3600)
  const minutes = Math.floor(s / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`
}

/** A bar of `width` characters, in eighths of a character. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8)
  const whole = Math.floor(eighths / 8)
  const rest = whole < width ? (partial[eighths % 8] ?? ' ') : ''
  return full.repeat(whole) + rest + ' '.repeat(Math.max(0, width - whole - 1))
}

/** The progress of a run in one line: bar, steps, images/s, loss, time left. */
export function progressLine(at: Progress, elapsed: number, columns = 80): string {
  const share = at.total > 0 ? at.done / at.total : 0
  const parts = [
    `${at.done}/${at.total}${at.unit === undefined ? '' : ` ${at.unit}`}`,
    ...(at.throughput === undefined ? [] : [`${Math.round(at.throughput)} images/s`]),
    ...(at.loss === undefined ? [] : [`loss ${at.loss.toFixed(4)}`]),
    share > 0 ? `${clock(at.left ?? (elapsed / share) * (1 - share))} left` : 'starting',
  ].join('  ')
  const width = Math.max(6, Math.min(30, columns - at.label.length - parts.length - 8))
  return `${at.label} ${bar(share, width)} ${parts}`
}

/**
 * Shows progress on stderr: one line that is redrawn on a terminal, a line every few seconds elsewhere
 * (a log file or a CI job must not fill up).
 */
export function progressBar(
  stream: NodeJS.WriteStream = process.stderr,
  every = 10,
): { show(at: Progress): void; end(): void } {
  const started = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  let open = false
  const draw = (at: Progress, now: number) => {
    drawn = now
    const line = progressLine(at, (now - started) / 1000, stream.columns ?? 80)
    stream.write(stream.isTTY ? `\r${line}\x1b[K` : `${line}\n`)
    open = stream.isTTY === true
  }
  return {
    show(at) {
      const now = performance.now()
      const wait = stream.isTTY ? 80 : every * 1000
      if (now - drawn >= wait || at.done === at.total) draw(at, now)
    },
    end() {
      if (open) stream.write('\n')
      open = false
    },
  }
}
