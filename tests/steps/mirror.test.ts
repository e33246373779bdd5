import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkModule } from '../../src/compiler/check.js'
import { elaborate } from '../../src/compiler/elaborate/elaborate.js'
import { nodesOf } from '../../src/graph/function.js'
import { moveMirrors } from '../../src/graph/passes/mirror.js'
import { simplify } from '../../src/graph/passes/simplify.js'

it('the example flips the places of its crops instead of its pictures', () => {
  const path = 'examples/simclr.ssl'
  const read = (file: string) => (file === path ? readFileSync(path, 'utf8') : undefined)
  const { modules } = checkModule(path, { read })
  const data = { clothes: { count: 1024 }, held_out: { count: 1024 } }
  const graph = elaborate(modules, path, { data }).pretexts.simclr?.graph
  const step = moveMirrors(simplify(graph ?? { variables: {}, functions: {} })).functions.step
  const turned =
    step &&
    nodesOf(step).filter(({ op, attributes }) => op === 'slice' && `${attributes.steps}`.includes('-1'))
  expect(turned?.map(({ shape }) => shape)).toEqual([
    [256, 20],
    [256, 20],
  ])
})
