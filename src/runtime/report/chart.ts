import { escaped } from '../evaluate/scatter.js'

export interface Curve {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const width = 640
const height = 240
const margin = { left: 64, right: 12, top: 28, bottom: 28 }

/** A line chart (SVG) of one number over the steps; values that are not finite are left out. */
export function chart({ name, points }: Curve): string {
  const shown = points.filter(({ y }) => Number.isFinite(y))
  const [left, right] = extent(shown.map(({ x }) => x))
  const [low, high] = extent(shown.map(({ y }) => y))
  const x = (value: number): number =>
    margin.left + ((width - margin.left - margin.right) * (value - left)) / (right - left)
  const y = (value: number): number =>
    height - margin.bottom - ((height - margin.top - margin.bottom) * (value - low)) / (high - low)
  const line = shown.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')
  const ticks = [low, (low + high) / 2, high].map(
    (value) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(value)}" y2="${y(value)}" class="grid"/>` +
      `<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`,
  )
  return [
    `<svg viewBox="0 0 ${width} ${height}" class="chart" role="img" aria-label="${escaped(name)}">`,
    `<text x="${margin.left}" y="16" class="name">${escaped(name)}</text>`,
    ...ticks,
    ...steps(shown),
    shown.length === 1
      ? `<circle cx="${x(left + 0.5)}" cy="${y(low + 0.5)}" r="3" class="point"/>`
      : `<polyline points="${line}" class="line"/>`,
    '</svg>',
  ].join('')
}

/** Below the chart, the first step and the last. */
function steps(shown: Curve['points']): string[] {
  const [first, last] = [shown[0]?.x, shown.at(-1)?.x]
  if (first === undefined) return []
  const start = `<text x="${margin.left}" y="${height - 8}">step ${first}</text>`
  if (shown.length === 1) return [start]
  return [start, `<text x="${width - margin.right}" y="${height - 8}" text-anchor="end">${last}</text>`]
}

/** The least and the largest; never equal, so that they can be told apart. */
function extent(values: readonly number[]): [number, number] {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity)
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity)
  if (!(low <= high)) return [0, 1]
  return low === high ? [low - 0.5, high + 0.5] : [low, high]
}

const short = (value: number): string => String(Number(value.toPrecision(3)))
