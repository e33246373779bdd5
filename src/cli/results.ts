import type { EvaluationResult } from '../runtime/evaluate/evaluation.js'
import { tablesOf } from '../runtime/evaluate/table.js'
import { table } from './table.js'

/** What evaluations found, as tables: the trained encoder, the same untrained, and the raw data. */
export const resultTables = (results: readonly EvaluationResult[]): string =>
  tablesOf(results)
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, head, rows }) => table([title, ...head.slice(1)], rows))
    .join('\n\n')
