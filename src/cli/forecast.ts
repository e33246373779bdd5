import type { EngineForecast, Forecast, StageForecast } from '../runtime/forecast/forecast.js'
import { totalBytes } from '../runtime/forecast/memory.js'
import type { Unusable } from '../runtime/forecast/speed.js'
import { counted } from './plural.js'
import { clock } from './progress.js'
import { columns } from './table.js'

/** What a training takes, for a person. */
export function forecastText(forecast: Forecast): string {
  const { pretext, stages, engines } = forecast
  const steps = stages.map((stage) => [
    named('step', stage),
    `${si(stage.flops)}FLOP for a batch of ${forecast.batch}`,
  ])
  const rows = [
    ['parameters', parametersText(forecast)],
    ...steps,
    ['memory', memoryText(forecast)],
    ['run', runText(forecast)],
    ...engines.map((engine) => [`${engine.engine} ${engine.device}`, engineText(engine, forecast)]),
  ]
  return `${pretext}\n${columns(rows.map((row) => ['', ...row]))}`
}

const named = (word: string, { name }: StageForecast): string =>
  name === undefined ? word : `${word} ${name}`

const whole = (value: number): string => Math.round(value).toLocaleString('en')

const amount = (count: number, what: string): string => counted(count, what, whole(count))

function parametersText({ parameters: { all, models } }: Forecast): string {
  const parts = Object.entries(models).map(([model, size]) => `${model} ${whole(size)}`)
  return parts.length > 1 ? `${whole(all)}: ${parts.join(', ')}` : `${whole(all)}`
}

function memoryText({ memory, free }: Forecast): string {
  const { parameters, optimizer, state, fed, tensors } = memory
  const parts = [
    ['parameters', parameters],
    ['optimiser', optimizer],
    ['other state', state],
    ['fed', fed],
    ['tensors of a step', tensors],
  ] as const
  const told = parts.filter(([, bytes]) => bytes > 0).map(([what, bytes]) => `${what} ${bytesText(bytes)}`)
  const all = totalBytes(memory)
  const lacking = all > free ? `, more than the ${bytesText(free)} that are free` : ''
  return `about ${bytesText(all)} besides the process itself${lacking}: ${told.join(', ')}`
}

function bytesText(bytes: number): string {
  if (bytes < 2 ** 20) return `${short(bytes / 2 ** 10)} KiB`
  return bytes < 2 ** 33 ? `${short(bytes / 2 ** 20)} MiB` : `${short(bytes / 2 ** 30)} GiB`
}

const short = (value: number): string => (value < 10 ? String(Number(value.toPrecision(2))) : whole(value))

/** 37.5 thousand million as `37.5 G`. */
function si(value: number): string {
  const [divisor, letter] = value >= 1e12 ? [1e12, 'T'] : value >= 1e9 ? [1e9, 'G'] : [1e6, 'M']
  return `${Number((value / divisor).toPrecision(3))} ${letter}`
}

function runText({ data, batch, stages }: Forecast): string {
  const counts = stages.map(({ steps }) => steps)
  const known = counts.filter((steps) => steps !== undefined)
  const all = known.reduce((sum, steps) => sum + steps, 0)
  const of =
    'problem' in data
      ? data.problem
      : `${amount(data.examples, 'example')} in ${data.name}, ${amount(data.stepsPerEpoch, 'step')} an epoch`
  const whether =
    known.length < counts.length
      ? 'of unknown length'
      : `${amount(all, 'step')}, ${amount(all * batch, 'example')}`
  return `${whether}; ${of}`
}

function engineText(engine: EngineForecast | Unusable, { batch }: Forecast): string {
  if ('problem' in engine)
    return `does not work here: ${engine.problem}${engine.remedy ? `; → ${engine.remedy}` : ''}`
  const { steps, seconds, flopsPerSecond } = engine
  const times = steps.map((time) => `${short(time * 1000)} ms`).join(', ')
  const rate = steps.length === 1 ? `, ${whole(batch / (steps[0] ?? 1))} examples/s` : ''
  const source =
    flopsPerSecond === undefined
      ? 'measured by a few steps on noise'
      : `estimated from ${si(flopsPerSecond)}FLOP/s of its convolutions`
  return `${seconds === undefined ? '' : `${clock(seconds)}; `}${times} a step${rate}, ${source}`
}
