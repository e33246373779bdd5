import { fail } from '../../messages/catalogue.js'
import type { Stored } from './column.js'
import type { Place } from './place.js'

/** The cells of a comma-separated file (RFC 4180), row by row; empty lines are left out. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\r|$)/y
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (!match) break
    row.push(match[1]?.replaceAll('""', '"') ?? (match[2] ?? '').trim())
    if (match[3] === ',') continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push([...row, ''])
  return rows
}

/**
 * Reads a comma-separated file of numbers, one example a row. A first row that is not all numbers is a
 * heading. Fails with SSL6007.
 */
export function parseCsv(content: Buffer, path: string, place: Place): Stored {
  const rows = cellsOf(content.toString('utf8').replace(/^\uFEFF/, ''))
  const heading = rows.length > 0 && !rows[0]?.every(isNumber) ? 1 : 0
  const width = rows[heading]?.length ?? 0
  const values = new Float32Array((rows.length - heading) * width)
  for (let index = heading; index < rows.length; index++) {
    const row = rows[index] as string[]
    const at = row.findIndex((cell) => !isNumber(cell))
    if (row.length !== width || at >= 0) {
      const found = row.length !== width ? `${row.length} values` : `"${row[at]}"`
      fail('SSL6007', { data: place.data, path, row: index + 1, width, found }, place)
    }
    values.set(row.map(Number), (index - heading) * width)
  }
  return { count: rows.length - heading, shape: [width], values }
}

const isNumber = (cell: string): boolean => cell !== '' && Number.isFinite(Number(cell))
