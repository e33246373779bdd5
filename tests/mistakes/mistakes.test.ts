import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { contrastive } from './contrastive.js'
import { changed, diagnosticsOf, saidOf } from './mistake.js'
import { prediction } from './prediction.js'
import { reconstruction } from './reconstruction.js'
import { type Judged, tableOf } from './table.js'
import { withoutNegatives } from './without-negatives.js'

const families = [...contrastive, ...withoutNegatives, ...reconstruction, ...prediction]
const judged: Judged[] = []

describe.each(families)('a mistake in $program', (family) => {
  test.each(family.mistakes)('$what', (mistake) => {
    const text = changed(family, mistake)
    const said = diagnosticsOf(family.program, text)
    judged.push({ family, mistake, said })
    expect(said.map((one) => saidOf(one, text))).toEqual(mistake.told)
    expect(mistake.because !== undefined).toBe(mistake.told.length === 0)
  })
})

test('the page of mistakes tells them all', async () => {
  expect(judged.length).toBe(families.flatMap(({ mistakes }) => mistakes).length)
  await expect(tableOf(judged)).toMatchFileSnapshot(
    fileURLToPath(new URL('../../docs/mistakes.md', import.meta.url)),
  )
})
