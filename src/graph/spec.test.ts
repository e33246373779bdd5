import { describe, expect, it } from 'vitest'
import * as build from './build.js'
import { show, symbol } from './dimension.js'
import { parseSpec } from './spec.js'

describe('the specification of a contraction', () => {
  it('is taken apart once', () => {
    const spec = parseSpec('b[2i+1u+3]c, uco -> bio')
    expect(parseSpec('b[2i+1u+3]c, uco -> bio')).toBe(spec)
    expect(spec.left[1]).toEqual({
      is: 'affine',
      terms: [
        { letter: 'i', coefficient: 2 },
        { letter: 'u', coefficient: 1 },
      ],
      offset: 3,
    })
    expect(spec.letters).toEqual(['b', 'i', 'o', 'u', 'c'])
    expect(spec.summed).toEqual(['u', 'c'])
    expect(parseSpec(',->').letters).toEqual([])
  })

  it.each(['ab', 'aa,b->ab', 'a[i+i],b->ab', '[i],[j]->ij', 'a[],b->ab', 'a-b,c->a', '[2ij],j->i'])(
    '%s is refused',
    (text) => {
      expect(() => parseSpec(text)).toThrow(/mistake in sslang/)
    },
  )

  it('takes ranges from symbolic axes', () => {
    const [B, D] = [symbol('B'), symbol('D')]
    const product = build.contract('bd,bd->b', build.input('x', [B, D]), build.input('y', [B, D]))
    expect(product.shape.map(show)).toEqual(['B'])
  })

  it('refuses axes of one letter that differ, and accesses outside', () => {
    const [x, y] = [build.input('x', [2, 3]), build.input('y', [4, 2])]
    expect(() => build.matmul(x, y)).toThrow(/\[2, 3\] and \[4, 2\]/)
    const five = build.input('x', [5])
    const three = build.input('k', [3])
    expect(() => build.contract('[2i+u],u->i', five, three, { sizes: { i: 3 } })).toThrow(
      /entries 0 to 6.*size 5/,
    )
    expect(() => build.contract('i,u->[2i+u]', three, three, { resultSizes: [6] })).toThrow(/entries 0 to 6/)
  })

  it('refuses a letter without a range', () => {
    expect(() => build.contract('i,->ij', build.input('x', [2]), build.fill(1))).toThrow(/j has no range/)
  })
})
