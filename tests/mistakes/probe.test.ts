import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { contrastive } from './contrastive.js'
import { changed, diagnosticsOf, saidOf } from './mistake.js'
import { prediction } from './prediction.js'
import { reconstruction } from './reconstruction.js'
import { withoutNegatives } from './without-negatives.js'

test('probe', () => {
  const out: object[] = []
  for (const family of [...contrastive, ...withoutNegatives, ...reconstruction, ...prediction])
    for (const mistake of family.mistakes) {
      let told: string[] = []
      let messages: string[] = []
      try {
        const text = changed(family, mistake)
        const found = diagnosticsOf(family.program, text)
        told = found.map((one) => saidOf(one, text))
        messages = found.map(({ message }) => message)
      } catch (error) {
        told = [`!! ${String(error).slice(0, 300)}`]
      }
      out.push({ program: family.program, what: mistake.what, told, messages })
    }
  writeFileSync('/tmp/probe.json', JSON.stringify(out, null, 1))
}, 600_000)
