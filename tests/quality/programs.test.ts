import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkModule, elaborate, librarySource } from '../../src/compiler/index.js'
import { parametersOf } from '../../src/runtime/forecast/parameters.js'

const folder = fileURLToPath(new URL('../../bench/programs/quality/', import.meta.url))

// Trained parameters of the PyTorch recipes in bench/peers/quality.py.
test.each([
  ['simclr', 110_448],
  ['moco', 93_680],
  ['byol', 143_792],
  ['barlow', 225_584],
  ['rotation', 81_524],
  ['dae', 201_744],
])('bench/programs/quality/%s.ssl has the parameters of its peer', (name, parameters) => {
  const read = (path: string) => librarySource(path) ?? readFileSync(`${folder}${path}`, 'utf8')
  const { modules, diagnostics } = checkModule(`${name}.ssl`, { read })
  const elaborated = elaborate(modules, `${name}.ssl`)
  expect([...diagnostics, ...elaborated.diagnostics]).toEqual([])
  const program = elaborated.pretexts[name]
  if (!program) throw new Error(`there is no ${name}`)
  expect(parametersOf(program).all).toBe(parameters)
})
