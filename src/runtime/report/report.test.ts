import { expect, test } from 'vitest'
import { tablesOf } from '../evaluate/table.js'
import { sheet } from '../picture/sheet.js'
import { reportHtml } from './report.js'

test('a report holds curves, tables, pictures and alarms, and needs no other file', async () => {
  const values = (accuracy: number) => ({ accuracy })
  const tables = tablesOf([
    {
      pretext: 'simclr',
      model: 'f',
      evaluation: 'knn',
      title: '20-NN',
      rows: [
        { features: 'trained', values: values(0.801) },
        { features: 'raw', values: values(0.75) },
      ],
    },
    {
      pretext: 'simclr',
      model: 'f',
      evaluation: 'label_fractions',
      title: 'x',
      rows: [{ features: 'trained', values: { '1%': 0.6, '1% ±': 0.01 } }],
    },
    {
      pretext: 'simclr',
      model: 'f',
      evaluation: 'fine_tune',
      title: 'fine-tuned, 100 labels',
      tuned: true,
      rows: [
        { features: 'trained', values: values(0.9) },
        { features: 'untrained', values: values(0.5) },
      ],
    },
  ])
  expect(tables).toEqual([
    {
      title: 'simclr.f',
      head: ['', '20-NN', '1% labels', 'fine-tuned, 100 labels'],
      rows: [
        ['trained', '80.1 %', '60.0 ± 1.0 %', '90.0 %'],
        ['untrained', '', '', '50.0 %'],
        ['raw data', '75.0 %', '', ''],
      ],
    },
  ])
  const picture = { height: 2, width: 2, channels: 1, values: [0, 1, 0.5, 0.25] }
  const html = reportHtml({
    title: 'clothes / <simclr>',
    facts: [['engine', 'onnx']],
    metrics: [1, 2, 3].map((step) => ({ step, epoch: 1, loss: step === 2 ? Number.NaN : 4 / step })),
    pictures: [{ caption: 'views', png: await sheet([picture, picture, picture], 2) }],
    tables,
    alarms: ['the loss stays'],
    configuration: [['train.epochs', '20', 'default']],
  })
  expect(html).toContain('<h1>clothes / &lt;simclr&gt;</h1>')
  expect(html.match(/<polyline points="([^"]*)"/)?.[1]?.split(' ')).toHaveLength(2)
  expect(html).toContain('data:image/png;base64,iVBOR')
  expect(html).not.toMatch(/(src|href)="(?!data:)/)
})
