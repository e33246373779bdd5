import { expect, it } from 'vitest'
import { table } from './table.js'

it('aligns the first column left and the others right', () => {
  expect(
    table(
      ['features', 'knn'],
      [
        ['trained', '75.4 %'],
        ['raw', '8.0 %'],
      ],
    ),
  ).toBe(['features     knn', '────────────────', 'trained   75.4 %', 'raw        8.0 %'].join('\n'))
})
