import { describe, expect, it } from 'vitest'
import * as build from '../../graph/build.js'
import { gradients } from '../../graph/gradients.js'
import type { Graph } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'
import { evaluateNodes } from './evaluate.js'
import { reference } from './reference.js'

/** Least squares by gradient descent, with a counter that the other update reads. */
function descent(): Graph {
  const [w, count] = [build.variable('w', [2]), build.variable('count', [], 'int')]
  const [x, y] = [build.input('x', [4, 2]), build.input('y', [4])]
  const error = build.subtract(build.contract('bd,d->b', x, w), y)
  const loss = build.mean(build.multiply(error, error))
  const next = build.subtract(w, build.multiply(build.fill(0.2), gradients(loss, [w])[0] as Node))
  return {
    variables: {
      w: { path: 'w', shape: [2], type: 'f32' },
      count: { path: 'count', shape: [], type: 'int' },
    },
    functions: {
      step: {
        inputs: { x, y },
        outputs: { loss, before: count },
        updates: { w: next, count: build.add(count, build.constant([1], [], 'int')) },
      },
    },
  }
}

const batch = {
  x: Float32Array.of(1, 0, 0, 1, 1, 1, 1, -1),
  y: Float32Array.of(2, -1, 1, 3),
}

describe('the reference engine', () => {
  it('learns', async () => {
    const session = await reference.create(descent())
    await session.assign({ w: Float32Array.of(0, 0) })
    for (let k = 0; k < 100; k++) {
      const { before } = await session.step('step', batch)
      expect(before?.[0]).toBe(k)
    }
    const { w, count } = await session.read()
    expect(w?.[0]).toBeCloseTo(2, 6)
    expect(w?.[1]).toBeCloseTo(-1, 6)
    expect(count?.[0]).toBe(100)
    await session.close()
  })

  it('changes nothing when it evaluates, and hands out copies', async () => {
    const session = await reference.create(descent())
    const start = Float32Array.of(1, 2)
    await session.assign({ w: start })
    start[0] = 9
    const read = (await session.read(['w'])).w as Float64Array
    read[1] = 7
    await session.evaluate('step', batch)
    expect([...((await session.read(['w'])).w ?? [])]).toEqual([1, 2])
  })

  it('swaps variables that update each other', async () => {
    const [a, b] = [build.variable('a', []), build.variable('b', [])]
    const variables = {
      a: { path: 'a', shape: [], type: 'f32' },
      b: { path: 'b', shape: [], type: 'f32' },
    } as const
    const session = await reference.create({
      variables,
      functions: { step: { inputs: {}, outputs: {}, updates: { a: b, b: a } } },
    })
    await session.assign({ a: Float64Array.of(1), b: Float64Array.of(2) })
    await session.step('step', {})
    expect(Object.values(await session.read()).map((value) => value[0])).toEqual([2, 1])
  })

  it('says what is wrong', async () => {
    const session = await reference.create(descent())
    await expect(session.step('stop', batch)).rejects.toThrow(/no function stop; it has step/)
    await expect(session.step('step', { x: batch.x })).rejects.toThrow(/no values were given for y/)
    await expect(session.step('step', { ...batch, y: Float32Array.of(1) })).rejects.toThrow(/y got 1 values/)
    await expect(session.assign({ v: Float32Array.of(1) })).rejects.toThrow(/no parameter or state v/)
    await expect(session.assign({ w: Float32Array.of(1) })).rejects.toThrow(/w got 1 values/)
    await expect(session.read(['v'])).rejects.toThrow(/no parameter or state v/)
  })

  it('takes the values of any node as given', () => {
    const x = build.input('x', [2])
    const y = build.tanh(x)
    expect([
      ...(evaluateNodes(
        [build.add(y, y)],
        new Map([
          [y, [1, 2]],
          [x, [0, 0]],
        ]),
      )[0] ?? []),
    ]).toEqual([2, 4])
  })
})
