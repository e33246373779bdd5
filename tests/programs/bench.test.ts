import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkModule, elaborate, librarySource } from '../../src/compiler/index.js'
import { count } from '../../src/graph/count.js'
import { sizeOf } from '../../src/graph/dimension.js'
import { flopsIn } from '../../src/graph/flops.js'
import { functionIn } from '../../src/graph/function.js'
import { simplify } from '../../src/graph/passes/simplify.js'
import { parametersOf } from '../../src/runtime/forecast/parameters.js'

const folder = fileURLToPath(new URL('../../bench/programs/', import.meta.url))

// Trained parameters of the PyTorch programs that the benchmark sets beside these, and the 10⁹ multiplications
// and additions of a step as PyTorch counts them.
test.each([
  ['simclr', 332_384, 37.5],
  ['simclr_narrow', 94_224, 19.0],
  ['simclr_resnet18', 11_498_176, 213.2],
  ['moco', 332_128, 25.1],
  ['byol', 390_944, 50.2],
  ['barlow', 899_232, 38.1],
  ['dae', 1_569_784, 2.0],
  ['rotation', 307_876, 75.0],
])('bench/programs/%s.ssl has the parameters and the operations of its peer', (name, parameters, gflops) => {
  const read = (path: string) => librarySource(path) ?? readFileSync(`${folder}${path}`, 'utf8')
  const { modules, diagnostics } = checkModule(`${name}.ssl`, { read })
  const elaborated = elaborate(modules, `${name}.ssl`)
  expect([...diagnostics, ...elaborated.diagnostics]).toEqual([])
  const program = elaborated.pretexts[name]
  if (!program) throw new Error(`there is no ${name}`)
  const variables = Object.values(program.variables)
  const sizes = (role: string) =>
    variables.filter((one) => one.role === role).map(({ shape }) => count(shape.map(sizeOf)))
  expect(parametersOf(program).all).toBe(parameters)
  const flops = flopsIn(functionIn(simplify(program.graph), 'step')) / 1e9
  expect(Math.abs(flops / gflops - 1)).toBeLessThan(0.02)
  if (name === 'moco') expect(sizes('ema')).toEqual(sizes('parameter'))
})
