import type { EvaluationResult, ResultRow } from './evaluation.js'

/** A table of text: a heading, then a row for each kind of features. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const names: Readonly<Record<ResultRow['features'], string>> = {
  trained: 'trained',
  untrained: 'untrained',
  raw: 'raw data',
}

const order: readonly ResultRow['features'][] = ['trained', 'untrained', 'raw']

/** All numbers that were found of one model, one table, in per cent. */
export function tableOf(results: readonly EvaluationResult[]): Table {
  const numbered = results.filter(({ rows }) => rows.length > 0)
  const [first] = results
  const title = first ? `${first.pretext}.${first.model}` : ''
  const columns = numbered.flatMap((result) => columnsOf(result).map((value) => ({ result, value })))
  const known = new Set(numbered.flatMap(({ rows }) => rows.map(({ features }) => features)))
  const features = order.filter((one) => known.has(one))
  return {
    title,
    head: ['', ...columns.map(({ result, value }) => headOf(result, value))],
    rows: features.map((own) => [
      names[own],
      ...columns.map(({ result, value }) => cell(result, own, value)),
    ]),
  }
}

function headOf({ title, tuned }: EvaluationResult, value: string): string {
  if (value === 'accuracy') return title
  return `${value} labels${tuned ? ', fine-tuned' : ''}`
}

const columnsOf = ({ rows }: EvaluationResult): string[] =>
  Object.keys(rows[0]?.values ?? {}).filter((name) => !name.endsWith(' ±'))

function cell({ rows }: EvaluationResult, features: ResultRow['features'], name: string): string {
  const values = rows.find((row) => row.features === features)?.values ?? {}
  const [value, deviation] = [values[name], values[`${name} ±`]]
  if (value === undefined) return ''
  const percent = (share: number): string => (100 * share).toFixed(1)
  return deviation === undefined ? `${percent(value)} %` : `${percent(value)} ± ${percent(deviation)} %`
}

/** The results of several models, one table each. */
export function tablesOf(results: readonly EvaluationResult[]): Table[] {
  const models = new Map<string, EvaluationResult[]>()
  for (const result of results) {
    const key = `${result.pretext}.${result.model}`
    models.set(key, [...(models.get(key) ?? []), result])
  }
  return [...models.values()].map(tableOf)
}
