import type { Engine } from '../../engines/engine.js'
import * as build from '../../graph/build.js'
import { flopsIn } from '../../graph/flops.js'
import { gradients } from '../../graph/gradients.js'
import type { GraphFunction } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'
import { least } from './least.js'

const [batch, side, width] = [16, 32, 64] as const

/** Two layers of convolution and relu, forward and backward: what trainings mostly consist of. */
function layers(): GraphFunction {
  const x = build.input('x', [batch, side + 2, side + 2, width])
  const w = build.input('w', [3, 3, width, width])
  const convolved = (y: Node) =>
    build.relu(build.contract('b[i+u][j+v]c,uvco->bijo', y, w, { sizes: { i: side, j: side } }))
  const border = [0, 1, 1, 0]
  const z = convolved(build.pad(convolved(x), border, border))
  const [slope = z] = gradients(build.sum(z), [w])
  return { inputs: { x, w }, outputs: { slope }, updates: {} }
}

/** Multiplications and additions a second that an engine does in convolutions on this machine. Takes about 0.5 s. */
export async function flopsPerSecond(engine: Engine): Promise<number> {
  const target = layers()
  const session = await engine.create({ variables: {}, functions: { layers: target } })
  try {
    const values = {
      x: new Float32Array(batch * (side + 2) ** 2 * width).fill(0.5),
      w: new Float32Array(9 * width ** 2).fill(0.01),
    }
    const seconds = await least(() => session.evaluate('layers', values), 0.2)
    return flopsIn(target) / seconds
  } finally {
    await session.close()
  }
}
