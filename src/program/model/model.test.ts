import { describe, expect, test } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import { reference } from '../../engines/reference/reference.js'
import { sizeOf } from '../../graph/dimension.js'
import { type Build, newBuild, within } from '../definition/build.js'
import { initialValue } from '../draw/initial.js'
import * as $ from '../index.js'
import { conv, linear, resnet } from '../simclr.fixture.js'

const points = $.data('points', { type: $.type.f32([3]), source: $.npy('points.npy') })

const square = $.loss('square', { data: { y: $.type.f32(['D']) } }, (_, { y }) =>
  $.sum($.multiply(y, y), 'd->'),
)

/** The numbers of a value of a build, with the parameters that the seed gives. */
function numbers(build: Build, node: $.Tensor): number[] {
  const values = new Map<string, ArrayLike<number>>()
  for (const [path, entry] of build.variables) {
    values.set(
      path,
      initialValue(path, entry, 0, (other) => build.variables.get(other)),
    )
  }
  return [...(evaluateNodes([node], values)[0] ?? [])]
}

const pretext = (body: (x: $.Tensor) => void, size = 4): $.StepProgram =>
  $.buildStep(
    $.pretext('p', () => {
      const [x] = $.batch(points, { size })
      body(x)
    }),
  )

describe('paths', () => {
  test('of the language reference', () => {
    const pictures = $.data('pictures', { type: $.type.image([8, 8, 3]), source: $.folder('pictures') })
    const f = $.model('f', () => resnet({ widths: [4, 4, 4], blocks: 1 }))
    const small = $.model('small', () => conv({ out: 2 }))
    const program = $.buildStep(
      $.pretext('p', () => {
        const [x] = $.batch(pictures, { size: 2 })
        const query = $.model('query', () => $.compose(small, $.relu))
        const key = $.model('key', () => $.ema(query, { decay: 0.9 }))
        const d = $.subtract(query(x), $.stop_gradient(key(x)))
        $.minimize($.add(square(f(x)), $.mean($.multiply(d, d), 'bhwc->')))
      }),
    )
    const paths = Object.keys(program.variables)
    expect(paths).toContain('f.resnet_map1.residual3.norm_conv2.conv1.k')
    expect(paths).toContain('small.k')
    expect(paths).toContain('key.small.k')
    expect(paths).not.toContain('f.resnet_map1.residual3.norm_conv2.conv1.b')
  })

  test('composition and chain add nothing; a recipe in a pretext is a part of it', () => {
    const g = $.model('g', () =>
      $.compose(linear({ out: 4 }), $.chain([linear({ out: 4 }), linear({ out: 4 })]), linear({ out: 2 })),
    )
    const program = pretext((x) => $.minimize($.add(square(g(x)), square(linear({ out: 2 })(x)))))
    expect(
      Object.keys(program.variables).filter((path) => path.endsWith('.W') && !path.startsWith('optimizer')),
    ).toEqual(['g.linear1.W', 'g.linear2.W', 'g.linear3.W', 'g.linear4.W', 'linear1.W'])
  })

  test('a parameter of a model is a field', () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const program = pretext((x) => {
      const y = f(x)
      $.minimize(square($.contract($.parameter(f, 'W'), y, 'dh,h->d')))
    })
    expect(program.stages[0]?.owned).toEqual(['f.W', 'f.b'])
    expect(() => pretext((x) => [f(x), $.parameter(f, 'V')])).toThrow(
      'f has no parameter V here; it has W, b',
    )
  })
})

describe('lead axes', () => {
  const noise = $.augment(
    'noise',
    { data: { x: $.type.f32(['D']) }, result: $.type.f32(['D']) },
    (_, { x }, { D }) => $.add(x, $.draw('e', $.normal(0, 1), [D])),
  )
  const sites = (program: $.StepProgram) =>
    Object.values(program.draws).map(({ site, shape, batchAxis }) => [site, shape.map(sizeOf), batchAxis])

  test('a draw has one value per example, also where an index stands in front of the batch', () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const program = pretext((x) => {
      const two = $.stack([x, x], 2)
      $.minimize($.add(square(f(noise(x))), $.mean($.mapped(1, square)(f($.along(1, noise)(two))), 'v->')))
    })
    expect(sites(program)).toEqual([
      ['noise1.e', [4, 3], 0],
      ['noise2.e', [2, 4, 3], 1],
    ])
  })

  test('a constant in a lifted body is drawn for each example; in a pretext once a step', () => {
    const shake = $.augment('shake', { data: { x: $.type.f32(['D']) } }, (_, { x }) =>
      $.add(x, noise([0, 0, 0])),
    )
    const f = $.model('f', () => linear({ out: 2 }))
    const program = pretext((x) => {
      const order = $.draw('order', $.permutation($.batchSize()), [])
      $.minimize(square(f($.gather(shake(x), [order], 'Nd,b->bd'))))
    })
    expect(sites(program)).toEqual([
      ['order', [4], undefined],
      ['shake1.noise1.e', [4, 3], 0],
    ])
  })

  test('two uses of a model that draws are two sites', () => {
    const drop = $.layer('drop', { data: { x: $.type.f32() } }, (_, { x }) =>
      $.where($.draw('keep', $.bernoulli(0.5), []), x, 0),
    )
    const f = $.model('f', () => $.compose(linear({ out: 2 }), drop))
    const program = pretext((x) => $.minimize($.add(square(f(x)), square(f(x)))))
    expect(Object.values(program.draws).map(({ site }) => site)).toEqual(['f.drop1.keep', 'f@2.drop1.keep'])
  })

  test('a loss of one example is averaged over the batch, not over indices and not over examples around', () => {
    const build = newBuild('b', { batchSize: 2 })
    const [mean, mapped, within2] = within(build, () => {
      const outer = $.fn('outer', { data: { x: $.type.f32(['D']) } }, (_, { x }) => square(x))
      const rows = [
        [1, 2],
        [3, 4],
      ]
      return [square(rows), $.mapped(1, square)([rows, rows]), outer(rows)] as $.Tensor[]
    }) as [$.Tensor, $.Tensor, $.Tensor]
    expect(numbers(build, mean)).toEqual([15])
    expect(numbers(build, mapped)).toEqual([15, 15])
    expect(numbers(build, within2)).toEqual([5, 25])
  })

  test('results that depend on no argument are repeated for all examples', () => {
    const marked = $.augment(
      'marked',
      { data: { x: $.type.f32() }, result: { noisy: $.type.f32(), selected: $.type.bool() } },
      (_, { x }) => ({ noisy: x, selected: true }),
    )
    const build = newBuild('b')
    const { selected } = within(build, () => marked($.tensor([[1, 2, 3]])))
    expect($.tensor(selected).shape).toEqual([1, 3])
  })
})

test('scan is the loop over steps with one set of weights', () => {
  const cell = $.layer(
    'cell',
    {
      configuration: { hidden: $.type.int({ above: 0 }) },
      data: { h: $.type.f32(['hidden']), x: $.type.f32(['D']) },
      result: $.type.f32(['hidden']),
    },
    ({ hidden }, { h, x }) => $.tanh($.add(linear({ out: hidden })(x), linear({ out: hidden })(h))),
  )
  const build = newBuild('b')
  const sequence = [
    [1, 0],
    [0, 1],
    [1, 1],
  ]
  const [all, first] = within(build, () => {
    const model = $.model('m', () => cell({ hidden: 2 }))
    const states = $.model('m', () => $.scan(cell({ hidden: 2 })))($.tensor([sequence, sequence]))
    return [states, model] as const
  })
  expect(all.shape).toEqual([2, 3, 2])
  expect([...build.variables.keys()]).toEqual([
    'm.cell1.linear1.W',
    'm.cell1.linear1.b',
    'm.cell1.linear2.W',
    'm.cell1.linear2.b',
  ])
  expect(first).toBeTypeOf('function')
  const W = (path: string): number[] =>
    Array.from(initialValue(path, { shape: [2, 2], initial: { is: 'he_normal' } }, 0, () => undefined))
  const [U, V] = [W('m.cell1.linear1.W'), W('m.cell1.linear2.W')]
  let h = [0, 0]
  const expected = sequence.flatMap((x) => {
    h = [0, 1].map((k) =>
      Math.tanh(
        [0, 1].reduce(
          (sum, j) => sum + (x[j] ?? 0) * (U[j * 2 + k] ?? 0) + (h[j] ?? 0) * (V[j * 2 + k] ?? 0),
          0,
        ),
      ),
    )
    return h
  })
  const given = numbers(build, all)
  for (const [k, value] of [...expected, ...expected].entries()) expect(given[k]).toBeCloseTo(value, 9)
})

test('whole numbers between computed ends, and weights that are the same in every step', () => {
  const pair = $.augment('pair', { data: { x: $.type.f32(['D']) } }, () => {
    const most = $.draw('most', $.integer(2, 5))
    return $.add($.multiply(100, most), $.draw('some', $.integer(1, most)))
  })
  const seen = Array.from({ length: 60 }, (_, example) => Number(pair([1, 2], { seed: 1, example })))
  for (const both of seen) {
    const [most, some] = [Math.floor(both / 100), both % 100]
    expect(some).toBeGreaterThanOrEqual(1)
    expect(some).toBeLessThanOrEqual(most)
  }
  expect(new Set(seen).size).toBe(2 + 3 + 4 + 5)
  const chosen = (weights: $.TensorLike) => () =>
    $.augment('chosen', { data: { x: $.type.f32(['D']) } }, (_, { x }) =>
      $.add(x, $.draw('c', $.categorical(Array.isArray(weights) ? weights : x))),
    )([1, 2], { seed: 1 })
  expect(chosen([0, 1])()).toEqual([2, 3])
  expect(chosen([0, 0])).toThrow('negative or all 0')
  expect(chosen(0)).toThrow('computed from data')
})

test('examples that are tuples, models of the pretext by name', async () => {
  const pairs = $.data('pairs', {
    fields: { context: $.type.int(), word: $.type.int() },
    source: $.skip_grams('corpus.txt'),
  })
  const embedding = $.layer(
    'embedding',
    { configuration: { size: $.type.int(), width: $.type.int() }, data: { word: $.type.int() } },
    ({ size, width }, { word }) => $.gather($.param('W', [size, width], $.normal(0, 1)), [word], 'Nd,->d'),
  )
  const made = $.pretext('words', () => {
    const [examples] = $.batch(pairs, { size: 2 })
    const [context, word] = examples
    const E = $.model('E', () => embedding({ size: pairs.vocabulary, width: 3 }))
    const noise = $.draw('noise', $.categorical($.power(pairs.counts, 0.75)), [$.batchSize(), 5], {
      batch: 0,
    })
    $.minimize(square($.subtract(E(context), $.mean(E(noise), 'bkd->bd'))))
    $.metric('same', $.mean($.equal(context, word), 'b->'))
  })
  $.evaluate([[made, 'E']], {}, [$.analogies('questions.txt')])
  const data = { pairs: { count: 9, vocabulary: 4, counts: [1, 2, 3, 4] } }
  const program = $.buildStep(made, { data })
  expect(program.batch.inputs).toEqual(['context', 'word'])
  expect(program.evaluations[0]).toMatchObject({
    model: 'E',
    function: 'encode:E',
    input: 'context',
    shape: [3],
  })
  expect(program.draws['draw:noise']).toMatchObject({ batchAxis: 0, distribution: { is: 'categorical' } })
  const session = await reference.create(program.graph)
  await session.assign($.initialValues(program, 1))
  const site = program.draws['draw:noise']
  const noise = site
    ? $.fillDraw(site, { seed: 0, step: 0, examples: Int32Array.of(3, 4) })
    : new Int32Array(0)
  const out = await session.step('step', {
    context: Int32Array.of(0, 3),
    word: Int32Array.of(1, 3),
    'draw:noise': noise,
    ...Object.fromEntries(Object.keys(program.schedules).map((name) => [name, Float32Array.of(0.5)])),
  })
  expect(out['metric:same']?.[0]).toBe(0.5)
  expect(() => $.buildStep(made)).toThrow('SSL3126')
  expect($.batchOf(made)).toMatchObject({ size: 2, inputs: ['context', 'word'] })
})
