import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeAtomically } from '../checkpoint/write.js'
import { tablesOf } from '../evaluate/table.js'
import { readMetrics } from '../record/metrics.js'
import type { RunRecord } from '../record/record.js'
import { reportHtml } from '../report/report.js'

/** `onnx on cpu, 2 threads, f32; Intel …`. */
function engineText({ engine, device, threads, precision, machine }: RunRecord): string {
  const facts = [
    ...(device ? [`${engine} on ${device}`] : [engine]),
    ...(threads ? [`${threads} threads`] : []),
  ]
  return `${[...facts, ...(precision ? [precision] : [])].join(', ')}; ${machine}`
}

/** Writes `report.html` of a finished run and gives its path. */
export async function writeReport(folder: string, record: RunRecord): Promise<string> {
  const { program, pretext, evaluation = [], seconds = 0 } = record
  const wanted = [
    { caption: 'examples, and their views as the models see them', file: 'views.png' },
    ...evaluation.flatMap(({ title, model, picture }) =>
      picture ? [{ caption: `${title} of ${model}`, file: picture }] : [],
    ),
  ]
  const read = await Promise.all(
    wanted.map(({ file }) => readFile(join(folder, file)).catch(() => undefined)),
  )
  const pictures = wanted.flatMap(({ caption }, index) => {
    const png = read[index]
    return png ? [{ caption, png }] : []
  })
  const path = join(folder, 'report.html')
  const html = reportHtml({
    title: `${program} / ${pretext}`,
    facts: [
      ['started', record.started],
      ['training', `${record.steps ?? 0} steps in ${seconds.toFixed(1)} s`],
      ['seed', String(record.seed)],
      ['engine', engineText(record)],
      [
        'versions',
        Object.entries(record.versions)
          .map((version) => version.join(' '))
          .join(', '),
      ],
    ],
    metrics: await readMetrics(folder),
    pictures,
    tables: tablesOf(evaluation.filter(({ rows }) => rows.length > 0)),
    alarms: record.alarms ?? [],
    configuration: record.configuration.map(({ path: own, value, origin }) => [own, String(value), origin]),
  })
  await writeAtomically(path, html)
  return path
}
