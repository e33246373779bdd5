import { describe, expect, test } from 'vitest'
import * as graph from '../../../graph/build.js'
import { symbol, times } from '../../../graph/dimension.js'
import { axisSources, summedAxes } from './axes.js'

const B = symbol('B', 8)
const x = graph.input('x', [B, 3, 4])

/** `0.1 1.0`: the sources of each axis, as input and axis. */
const text = (sources: readonly (readonly { input: number; axis: number }[])[]): string[] =>
  sources.map((one) => one.map(({ input, axis }) => `${input}.${axis}`).join(' '))

describe('axes come from', () => {
  test.each([
    ['trailing axes of entrywise operands', graph.add(x, graph.input('y', [4])), ['0.0', '0.1', '0.2 1.0']],
    ['no repeated axis', graph.add(x, graph.input('y', [3, 1])), ['0.0', '0.1 1.0', '0.2']],
    ['what a reduction leaves', graph.sum(x, [1]), ['0.0', '0.2']],
    ['nowhere, where a reduced axis is kept', graph.max(x, [1], true), ['0.0', '', '0.2']],
    ['where a permutation takes them', graph.transpose(x, [2, 0, 1]), ['0.2', '0.0', '0.1']],
    ['both axes that a reshape unites', graph.reshape(x, [times(B, 3), 4]), ['0.0 0.1', '0.2']],
    [
      'the axis that a reshape splits',
      graph.reshape(graph.input('z', [times(B, 3), 4]), [B, 3, 4]),
      ['0.0', '0.0', '0.1'],
    ],
    ['their own axis beside new ones of size 1', graph.reshape(x, [B, 1, 3, 4]), ['0.0', '', '0.1', '0.2']],
    ['the axis of windows, twice', graph.windows(x, { axis: 2, size: 2 }), ['0.0', '0.1', '0.2', '0.2']],
    [
      'the rows that an index picks',
      graph.gather(graph.input('bank', [64, 4]), graph.input('i', [B], 'int'), { axis: 0 }),
      ['1.0', '0.1'],
    ],
    [
      'both, where a gather runs along a batch',
      graph.gather(x, graph.input('j', [B], 'int'), { axis: 1, batch: 1 }),
      ['0.0 1.0', '0.2'],
    ],
    ['the letters of a contraction', graph.contract('bij,bkj->bik', x, x), ['0.0 1.0', '0.1', '1.1']],
    [
      'the letters of an affine axis',
      graph.contract('b[1i+1u]c,uco->bio', x, graph.input('k', [2, 4, 5]), { sizes: { i: 2 } }),
      ['0.0', '0.1', '1.2'],
    ],
  ])('%s', (_, node, expected) => {
    expect(text(axisSources(node))).toEqual(expected)
  })

  test('what a contraction sums runs on both sides', () => {
    expect(text(summedAxes(graph.contract('bij,bkj->bik', x, x)))).toEqual(['0.2 1.2'])
  })
})
