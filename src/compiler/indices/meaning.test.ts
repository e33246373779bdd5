import { describe, expect, it } from 'vitest'
import { checkText } from '../check.fixture.js'
import { evaluateDefinition } from '../elaborate/elaborate.js'

type Numbers = number | boolean | readonly Numbers[]
type Callable = (...data: readonly Numbers[]) => Numbers

/** The value of the last definition of a text, called `f`, for plain numbers. */
function computed(text: string, ...data: readonly Numbers[]): Numbers {
  const checked = checkText(text)
  expect(checked.diagnostics).toEqual([])
  return (evaluateDefinition(checked.modules, 'main.ssl.f') as Callable)(...data)
}

const vector = [1, 2, 3, 4, 5]
const square = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]
const wide = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
]

describe('index notation means what it says', () => {
  it.each<[string, string, readonly Numbers[], Numbers]>([
    [
      'logsumexp under a mask that leaves out all',
      'fn f(x: f32[K]) =\n  let y[i < K] = logsumexp[k != i](x[k])\n  y',
      [[5]],
      [Number.NEGATIVE_INFINITY],
    ],
    [
      'the logarithm of a softmax, also where the softmax is 0',
      'fn f(x: f32[K]) -> f32[K] = log(softmax(x))',
      [[1000, 0, -1000]],
      [0, -1000, -2000],
    ],
    [
      'transposes',
      'fn f(x: f32[N, M]) =\n  let y[i, j] = x[j, i]\n  y',
      [wide],
      [
        [1, 5],
        [2, 6],
        [3, 7],
        [4, 8],
      ],
    ],
    ['takes a diagonal', 'fn f(x: f32[N, N]) =\n  let y[i] = x[i, i]\n  y', [square], [1, 5, 9]],
    [
      'keeps the axes behind the indices',
      'fn f(x: f32[N, M]) =\n  let y[i] = 2 * x[i]\n  y',
      [wide],
      [
        [2, 4, 6, 8],
        [10, 12, 14, 16],
      ],
    ],
    [
      'repeats along an index',
      'fn f(x: f32[N]) =\n  let y[i, j < 2] = x[i]\n  y',
      [[1, 2]],
      [
        [1, 1],
        [2, 2],
      ],
    ],
    [
      'reads an index as a number',
      'fn f(x: f32[N]) =\n  let y[i] = i * x[i]\n  y',
      [vector],
      [0, 2, 6, 12, 20],
    ],
    ['slices', 'fn f(x: f32[N]) =\n  let y[i < N - 2] = x[i + 2]\n  y', [vector], [3, 4, 5]],
    [
      'finds the largest range of a linear index',
      'fn f(x: f32[N]) =\n  let y[i] = x[i + 2]\n  y',
      [vector],
      [3, 4, 5],
    ],
    ['takes a part with a declared range', 'fn f(x: f32[N]) =\n  let y[i < 2] = x[i]\n  y', [vector], [1, 2]],
    ['steps', 'fn f(x: f32[N]) =\n  let y[i] = x[2 * i]\n  y', [vector], [1, 3, 5]],
    ['steps from an offset', 'fn f(x: f32[N]) =\n  let y[i] = x[2 * i + 1]\n  y', [vector], [2, 4]],
    ['reverses', 'fn f(x: f32[N]) =\n  let y[i] = x[N - 1 - i]\n  y', [vector], [5, 4, 3, 2, 1]],
    ['reverses in steps', 'fn f(x: f32[N]) =\n  let y[i] = x[N - 1 - 2 * i]\n  y', [vector], [5, 3, 1]],
    [
      'gathers by static expressions',
      'fn f(x: f32[N]) =\n  let y[i < N] = x[(i + 1) mod N]\n  y',
      [vector],
      [2, 3, 4, 5, 1],
    ],
    [
      'gathers by numbers',
      'fn f(x: f32[N, D], k: int[K]) = x[k]',
      [square, [2, 0]],
      [
        [7, 8, 9],
        [1, 2, 3],
      ],
    ],
    [
      'gathers with an index of both',
      'fn f(x: f32[N, D], k: int[N]) =\n  let y[i] = x[i, k[i]]\n  y',
      [square, [2, 0, 1]],
      [3, 4, 8],
    ],
    ['gathers on two axes', 'fn f(x: f32[N, M], a: int, b: int) = x[a, b]', [square, 1, 2], 6],
    ['clamps what is not linear', 'fn f(x: f32[N], k: int[K]) = x[k]', [vector, [-3, 9]], [1, 5]],
    [
      'gathers a row and a window',
      'fn f(x: f32[N, M], a: int) =\n  let y[i < 2] = x[a + i, i]\n  y',
      [square, 1],
      [4, 8],
    ],
    [
      'makes windows',
      'fn f(x: f32[N]) =\n  let y[i, u < 2] = x[i + u]\n  y',
      [vector],
      [
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ],
    ],
    [
      'makes strided windows',
      'fn f(x: f32[N]) =\n  let y[i, u < 3] = x[2 * i + u]\n  y',
      [vector],
      [
        [1, 2, 3],
        [3, 4, 5],
      ],
    ],
    [
      'makes dilated windows',
      'fn f(x: f32[N]) =\n  let y[i, u < 2] = x[i + 3 * u]\n  y',
      [vector],
      [
        [1, 4],
        [2, 5],
      ],
    ],
    [
      'makes windows with an offset',
      'fn f(x: f32[N]) =\n  let y[i, u < 2] = x[i + u + 1]\n  y',
      [vector],
      [
        [2, 3],
        [3, 4],
        [4, 5],
      ],
    ],
    ['pools', 'fn f(x: f32[N]) =\n  let y[i] = max[u < 3](x[i + u])\n  y', [[3, 1, 2, 5, 4]], [3, 5, 5]],
    [
      'averages windows',
      'fn f(x: f32[N]) =\n  let y[i] = mean[u < 2](x[2 * i + u])\n  y',
      [vector],
      [1.5, 3.5],
    ],
    [
      'convolves',
      'fn f(x: f32[N], k: f32[K]) =\n  let y[i] = sum[u](x[i + u] * k[u])\n  y',
      [vector, [1, -1]],
      [-1, -1, -1, -1],
    ],
    [
      'convolves with a stride',
      'fn f(x: f32[N], k: f32[K]) =\n  let y[i] = sum[u](x[2 * i + u] * k[u])\n  y',
      [vector, [1, 10]],
      [21, 43],
    ],
    [
      'convolves backwards',
      'fn f(x: f32[N], k: f32[K]) =\n  let y[i < 2] = sum[u](x[i + K - 1 - u] * k[u])\n  y',
      [vector, [1, 10]],
      [12, 23],
    ],
    ['contracts', 'fn f(x: f32[N, K], y: f32[K, M]) = x @ y', [[[1, 2]], [[3], [4]]], [[11]]],
    [
      'contracts three',
      'fn f(x: f32[N], a: f32[N, M], y: f32[M]) = x @ a @ y',
      [
        [1, 1],
        [
          [1, 2],
          [3, 4],
        ],
        [1, 10],
      ],
      64,
    ],
    [
      'contracts by index',
      'fn f(x: f32[N, K], y: f32[M, K]) =\n  let z[i, j] = sum[k](x[i, k] * y[j, k])\n  z',
      [
        [[1, 2]],
        [
          [3, 4],
          [5, 6],
        ],
      ],
      [[11, 17]],
    ],
    [
      'averages a product over what is averaged only',
      'fn f(x: f32[N, K], y: f32[N, K]) = mean[i](x[i] @ y[i])',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 1],
          [1, 1],
        ],
      ],
      5,
    ],
    [
      'averages a product of all axes',
      'fn f(x: f32[N, K], y: f32[N, K]) = mean(x * y)',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, 1],
          [1, 1],
        ],
      ],
      2.5,
    ],
    ['pulls scalars out of a sum', 'fn f(x: f32[N], a: f32) = sum[i](-2 * a * x[i] / 4)', [[1, 2, 3], 2], -6],
    ['sums what an index does not change', 'fn f(x: f32) = sum[i < 3](x)', [2], 6],
    ['averages what an index does not change', 'fn f(x: f32) = mean[i < 3](x)', [2], 2],
    [
      'multiplies what an index does not change',
      'fn f(x: f32[N], y: f32[N]) = sum[i, j < 3](x[i] * y[i])',
      [
        [1, 2],
        [3, 4],
      ],
      33,
    ],
    [
      'leaves out by a condition',
      'fn f(x: f32[N, N]) =\n  let y[i] = sum[j != i](x[i, j])\n  y',
      [square],
      [5, 10, 15],
    ],
    ['leaves out of a mean', 'fn f(x: f32[N]) = mean[i > 1](x[i])', [vector], 4],
    [
      'leaves out of a product',
      'fn f(x: f32[N], y: f32[N]) = sum[i, i != 1](x[i] * y[i])',
      [
        [1, 2, 3],
        [1, 1, 1],
      ],
      4,
    ],
    [
      'leaves out by an outer index',
      'fn f(x: f32[N]) =\n  let y[i < 3] = sum[j, j < i](x[j])\n  y',
      [[1, 2, 3]],
      [0, 1, 3],
    ],
    ['combines conditions', 'fn f(x: f32[N]) = max[i != 0, i != 4](x[i])', [[9, 1, 2, 3, 9]], 3],
    ['finds places', 'fn f(x: f32[N]) = argmax[i](x[i])', [[1, 7, 7]], 1],
    ['finds any and all', 'fn f(x: f32[N]) = any[i](x[i] > 2) and not all(x > 2)', [[1, 3]], true],
    ['counts', 'fn f(x: f32[N]) = sum(x > 2)', [vector], 3],
    [
      'takes the logarithm of a sum',
      'fn f(x: f32[N]) = abs(exp(logsumexp(x)) - 3) < 1e-9',
      [[0, Math.log(2)]],
      true,
    ],
    [
      'solves for many right sides',
      'fn f(L: f32[N, N], b: f32[M, N]) =\n  let y[m] = solve_lower(L, b[m])\n  y',
      [
        [
          [2, 0],
          [1, 1],
        ],
        [
          [2, 3],
          [4, 4],
        ],
      ],
      [
        [1, 2],
        [2, 2],
      ],
    ],
    [
      'lifts over an index',
      'fn g(x: f32[D]) = x / sum(x)\nfn f(x: f32[N, D]) =\n  let y[i] = g(x[i])\n  y',
      [
        [
          [1, 3],
          [2, 2],
        ],
      ],
      [
        [0.25, 0.75],
        [0.5, 0.5],
      ],
    ],
    [
      'lifts two arguments over two indices',
      'fn g(x: f32[D], y: f32[D]) = x @ y\nfn f(x: f32[N, D], y: f32[M, D]) =\n  let z[i, j] = g(x[i], y[j])\n  z',
      [
        [[1, 2]],
        [
          [3, 4],
          [5, 6],
        ],
      ],
      [[11, 17]],
    ],
    ['lifts a constant', 'fn g(x: f32) = 1\nfn f(x: f32[N]) = g(x)', [[5, 6]], [1, 1]],
    [
      'adds a vector to a matrix',
      'fn f(x: f32[N, D], b: f32[D]) = x + b',
      [
        [
          [1, 2],
          [3, 4],
        ],
        [10, 20],
      ],
      [
        [11, 22],
        [13, 24],
      ],
    ],
    [
      'stacks',
      'fn f(x: f32[D]) = [x, 2 * x]',
      [[1, 2]],
      [
        [1, 2],
        [2, 4],
      ],
    ],
    [
      'stacks by for',
      'fn f(x: f32[D]) = [for n in 1..2: n * x]',
      [[1, 2]],
      [
        [1, 2],
        [2, 4],
      ],
    ],
    [
      'nests lists',
      'let rows = [[0, 1], [2, 3]]\nfn f(x: f32) = x * [for r in rows, n in r[0]..r[1]: 10 * n]',
      [1],
      [0, 10, 20, 30],
    ],
  ])('%s', (_, text, data, wanted) => {
    expect(computed(text, ...data)).toEqual(wanted)
  })
})
