import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkModule, elaborate, librarySource } from '../../src/compiler/index.js'
import { count } from '../../src/graph/count.js'
import { sizeOf } from '../../src/graph/dimension.js'

const folder = fileURLToPath(new URL('../../bench/programs/', import.meta.url))

// Trained parameters of the PyTorch programs that the benchmark sets beside these.
test.each([
  ['simclr', 332_384],
  ['simclr_narrow', 94_224],
  ['simclr_resnet18', 11_498_176],
  ['moco', 332_128],
  ['byol', 390_944],
  ['barlow', 899_232],
  ['dae', 1_569_784],
  ['rotation', 307_876],
])('bench/programs/%s.ssl has the parameters of its peer', (name, parameters) => {
  const read = (path: string) => librarySource(path) ?? readFileSync(`${folder}${path}`, 'utf8')
  const { modules, diagnostics } = checkModule(`${name}.ssl`, { read })
  const elaborated = elaborate(modules, `${name}.ssl`)
  expect([...diagnostics, ...elaborated.diagnostics]).toEqual([])
  const variables = Object.values(elaborated.pretexts[name]?.variables ?? {})
  const sizes = (role: string) =>
    variables.filter((one) => one.role === role).map(({ shape }) => count(shape.map(sizeOf)))
  const sum = (all: readonly number[]) => all.reduce((total, size) => total + size, 0)
  expect(sum(sizes('parameter'))).toBe(parameters)
  if (name === 'moco') expect(sizes('ema')).toEqual(sizes('parameter'))
})
