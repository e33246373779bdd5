import { afterEach, describe, expect, it } from 'vitest'
import { SslError } from '../messages/diagnostic.js'
import * as build from './build.js'
import { show, symbol } from './dimension.js'
import { gradients } from './gradients.js'
import type { Node } from './node.js'
import { inOrder } from './order.js'
import { setOriginProvider } from './origin.js'

afterEach(() => setOriginProvider(() => undefined))

describe('nodes', () => {
  it('come from the current origin, their gradients from theirs', () => {
    setOriginProvider(() => ({ file: 'a.ssl', start: 3, end: 7 }))
    const x = build.input('x', [2])
    const y = build.tanh(x)
    setOriginProvider(() => ({ file: 'b.ssl', start: 0, end: 1 }))
    const [dx] = gradients(build.sum(y), [x])
    expect(y.origin).toEqual({ file: 'a.ssl', start: 3, end: 7 })
    expect((dx as Node).origin).toEqual(y.origin)
    const files = inOrder([dx as Node]).map((node) => node.origin?.file)
    expect(new Set(files)).toEqual(new Set(['a.ssl', 'b.ssl']))
  })

  it('are refused at their place, with both shapes', () => {
    setOriginProvider(() => ({ file: 'a.ssl', start: 3, end: 7 }))
    const [x, y] = [build.input('x', [symbol('B'), 3]), build.input('y', [4])]
    try {
      build.add(x, y)
      expect.unreachable()
    } catch (error) {
      const [diagnostic] = error instanceof SslError ? error.diagnostics : []
      expect(diagnostic?.code).toBe('SSL3002')
      expect(diagnostic?.span).toEqual({ file: 'a.ssl', start: 3, end: 7 })
      expect(diagnostic?.message).toContain('[B, 3] and [4]')
    }
  })

  it.each([
    ['a reshape', () => build.reshape(build.input('x', [symbol('B'), 2]), [times2('B'), 2]), undefined],
    ['a known reshape', () => build.reshape(build.input('x', [6]), [4]), /\[6\] into \[4\]/],
    ['an axis', () => build.sum(build.input('x', [6]), [1]), /axis 1/],
    ['a slice', () => build.slice(build.input('x', [6]), [4], [3]), /entries 4 to 6/],
    ['windows', () => build.windows(build.input('x', [6]), { axis: 0, size: 3, count: 5 }), /entry 6/],
    ['a broadcast', () => build.broadcast(build.input('x', [6]), [2, 3]), /\[6\] and \[2, 3\]/],
    [
      'rows',
      () => build.scatterUpdate(build.input('x', [6, 2]), build.iota(2), build.input('r', [2, 3])),
      /update/,
    ],
    ['a matrix', () => build.cholesky(build.input('x', [2, 3])), /square matrices/],
    ['parts', () => build.concatenate([build.input('x', [2, 3]), build.input('y', [2, 4])]), /concat/],
    ['a real index', () => build.gather(build.input('x', [2]), build.input('i', [1]), { axis: 0 }), /int/],
  ])('%s that does not fit is refused or left to the instantiation', (_, make, message) => {
    if (message) expect(make).toThrow(message)
    else expect(make).not.toThrow()
  })

  it('have symbolic shapes', () => {
    const [B, H] = [symbol('B'), symbol('H')]
    const x = build.input('x', [B, H, H, 3])
    const padded = build.pad(x, [0, 1, 1, 0], [0, 1, 1, 0])
    expect(padded.shape.map(show)).toEqual(['B', 'H + 2', 'H + 2', '3'])
    const windows = build.windows(padded, { axis: 1, size: 3, stride: 2 })
    expect(windows.shape.map(show)).toEqual(['B', '((H + 1) div 2)', '3', 'H + 2', '3'])
    expect(build.concatenate([x, x]).shape.map(show)).toEqual(['2*B', 'H', 'H', '3'])
    expect(build.spread(x, [1, 2, 2, 1]).shape.map(show)).toEqual(['B', '2*H - 1', '2*H - 1', '3'])
    expect(build.max(windows, [2]).shape.map(show)).toEqual(['B', '((H + 1) div 2)', 'H + 2', '3'])
  })
})

const times2 = (name: string) => symbol(`${name}${name}`)
