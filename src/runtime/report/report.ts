import { escaped } from '../evaluate/scatter.js'
import type { Table } from '../evaluate/table.js'
import type { MetricsLine } from '../record/metrics.js'
import { chart } from './chart.js'

export interface ReportData {
  /** `clothes / simclr` */
  readonly title: string
  /** A line about the run: when, where, how long. */
  readonly facts: readonly (readonly [string, string])[]
  readonly metrics: readonly MetricsLine[]
  /** Pictures with a caption. */
  readonly pictures: readonly { readonly caption: string; readonly png: Uint8Array }[]
  readonly tables: readonly Table[]
  /** What was told in the run. */
  readonly alarms: readonly string[]
  readonly configuration: readonly (readonly [path: string, value: string, origin: string])[]
}

const style = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2rem; border-bottom: 1px solid #8884; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 1rem; }
.chart { width: 100%; font-size: 11px; fill: currentColor; }
.chart .name { font-size: 13px; font-weight: 600; }
.chart .grid { stroke: #8884; } .chart .line { fill: none; stroke: #0072b2; stroke-width: 1.5; } .chart .point { fill: #0072b2; }
table { border-collapse: collapse; } th, td { padding: 0.25rem 0.9rem 0.25rem 0; text-align: left; }
tbody tr { border-top: 1px solid #8884; } img { max-width: 100%; } code { font-size: 0.9em; }
.alarm { border-left: 3px solid #d55e00; padding-left: 0.7rem; }`

/** A page that needs no other file. */
export function reportHtml(data: ReportData): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escaped(data.title)}</title><style>${style}</style></head><body>`,
    `<h1>${escaped(data.title)}</h1>`,
    table(['', ''], data.facts),
    ...data.alarms.map((alarm) => `<p class="alarm">${escaped(alarm)}</p>`),
    ...section(
      'Evaluation',
      data.tables.map((own) => `<h3>${escaped(own.title)}</h3>${table(own.head, own.rows)}`),
    ),
    ...section('Curves', charts(data.metrics)),
    ...section('Pictures', data.pictures.map(figure)),
    ...section(
      'Configuration',
      data.configuration.length > 0 ? [table(['path', 'value', 'from'], data.configuration)] : [],
    ),
    '</body></html>\n',
  ].join('\n')
}

const section = (title: string, parts: readonly string[]): string[] =>
  parts.length === 0 ? [] : [`<h2>${title}</h2>`, ...parts]

function charts(metrics: readonly MetricsLine[]): string[] {
  const skipped = new Set(['step', 'epoch', 'stage'])
  const names = [...new Set(metrics.flatMap((line) => Object.keys(line)))].filter(
    (name) => !skipped.has(name),
  )
  const curves = names.map((name) => ({
    name,
    points: metrics.flatMap((line) =>
      typeof line[name] === 'number' ? [{ x: line.step, y: line[name] }] : [],
    ),
  }))
  return curves.length === 0 ? [] : ['<div class="charts">', ...curves.map(chart), '</div>']
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`
  const heading = head.some((cell) => cell !== '') ? `<thead>${line(head, 'th')}</thead>` : ''
  return `<table>${heading}<tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`
}

function figure({ caption, png }: ReportData['pictures'][number]): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
  return `<figure><img src="${source}" alt="${escaped(caption)}"><figcaption>${escaped(caption)}</figcaption></figure>`
}
