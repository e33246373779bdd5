import { describe, expect, it } from 'vitest'
import { evaluateNodes } from '../engines/reference/evaluate.js'
import * as build from './build.js'
import { gradients } from './gradients.js'

describe('gradients', () => {
  it('of a small composition', () => {
    const x = build.input('x', [2, 3])
    const w = build.input('w', [3, 2])
    const y = build.tanh(build.matmul(x, w))
    const loss = build.sum(build.multiply(y, y))
    const values = new Map([
      ['x', Float64Array.of(0.1, 0.2, 0.3, -0.4, 0.5, 0.6)],
      ['w', Float64Array.of(0.3, -0.1, 0.2, 0.4, -0.5, 0.6)],
    ])
    const [dx, dw] = evaluateNodes(gradients(loss, [x, w]), values) as [Float64Array, Float64Array]
    const at = (name: string, k: number, by: number) => {
      const moved = new Map(values)
      moved.set(
        name,
        (moved.get(name) as Float64Array).map((v, i) => (i === k ? v + by : v)),
      )
      return (evaluateNodes([loss], moved)[0] as Float64Array)[0] as number
    }
    for (let k = 0; k < 6; k++) {
      expect(dx[k]).toBeCloseTo((at('x', k, 1e-5) - at('x', k, -1e-5)) / 2e-5, 7)
      expect(dw[k]).toBeCloseTo((at('w', k, 1e-5) - at('w', k, -1e-5)) / 2e-5, 7)
    }
  })

  it('is not recursive', () => {
    const x = build.input('x', [])
    let y = x
    for (let k = 0; k < 100_000; k++) y = build.add(y, x)
    const [dx] = gradients(y, [x])
    expect(evaluateNodes([dx as typeof x], new Map([['x', [1]]]))[0]?.[0]).toBe(100_001)
  })

  it('stops where it is told to, and is zero where nothing arrives', () => {
    const x = build.input('x', [2])
    const [stopped] = gradients(build.sum(build.multiply(build.stopGradient(x), x)), [x])
    expect([...(evaluateNodes([stopped as typeof x], new Map([['x', [2, 3]]]))[0] ?? [])]).toEqual([2, 3])
    const [none] = gradients(build.sum(build.cast(build.truncate(x), 'f32')), [x])
    expect([...(evaluateNodes([none as typeof x], new Map())[0] ?? [])]).toEqual([0, 0])
  })
})
