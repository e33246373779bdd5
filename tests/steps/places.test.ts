import { expect, test } from 'vitest'
import { prepare } from '../../src/runtime/run/prepare.js'
import { dataFolder, pretextOf, smallPrograms } from './program.js'

const root = dataFolder(40)

// What an engine says of an operator leads back to the program by the place of its node.
test.each(smallPrograms)('a second build of $file has every node at the same place', async (small) => {
  const { plan, engine } = await prepare(pretextOf(small), root, { engine: 'onnx', evaluate: false })
  const again = plan.again?.()
  if (!again || !engine.lowered) throw new Error('there is no second build')
  for (const name of Object.keys(plan.graph.functions)) {
    const [first, second] = [engine.lowered(plan.graph, name), engine.lowered(again, name)]
    const shown = (nodes: typeof first) => nodes.map(({ op, shape }) => `${op} ${JSON.stringify(shape)}`)
    expect(first.length).toBeGreaterThan(50)
    expect(shown(second)).toEqual(shown(first))
  }
})
