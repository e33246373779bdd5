import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { reference } from '../../engines/reference/reference.js'
import * as $ from '../index.js'
import { color_jitter, flip_horizontal, linear, mlp, nt_xent, view } from '../simclr.fixture.js'

const square = $.loss('square', { data: { y: $.type.f32(['D']) } }, (_, { y }) =>
  $.sum($.multiply(y, y), 'd->'),
)

describe('plain calls', () => {
  test('NT-Xent of orthogonal pairs', () => {
    const u = [
      [1, 0],
      [0, 1],
    ]
    const expected = Math.log(Math.exp(2) + 2) - 2
    expect(nt_xent({ temperature: 0.5 })(u, u)).toBeCloseTo(expected, 9)
  })

  test('a gradient has the shape of its argument and agrees with differences', () => {
    const [u, v] = [
      [
        [1, 0.3],
        [0.2, 1],
      ],
      [
        [0.9, -0.1],
        [0.4, 1.2],
      ],
    ]
    const { value, u: slope } = nt_xent().gradient(u, v)
    const moved = [
      [1 + 1e-5, 0.3],
      [0.2, 1],
    ]
    const next = nt_xent()(moved, v) as number
    expect((next - value) / 1e-5).toBeCloseTo((slope as number[][])[0]?.[0] ?? 0, 4)
  })

  test('draws need a key, and a batch counts examples up', () => {
    const x = Array.from({ length: 8 }, (_, i) =>
      Array.from({ length: 8 }, (_, j) => [((i + 2 * j) % 7) / 7]),
    )
    expect(() => view(x)).toThrow('SSL3132')
    const batch = view([x, x, x], { seed: 1, example: 4 }) as $.Nested[]
    expect(batch[1]).toEqual(view(x, { seed: 1, example: 5 }))
    expect(batch[2]).toEqual(view(x, { seed: 1, example: 6 }))
    expect(view(x, { seed: 1, example: 5 })).not.toEqual(view(x, { seed: 1, step: 1, example: 5 }))
  })

  test('kinds of plain arrays are checked', () => {
    expect(() => flip_horizontal()([[[2]]], { seed: 0 })).toThrow('SSL3134')
    expect(() => color_jitter()([[[0.5, 1], [1]]] as never, { seed: 0 })).toThrow('SSL3106')
  })

  test('another engine computes the same', async () => {
    $.setEngines(async () => reference)
    const u = [
      [1, 0.3],
      [0.2, 1],
    ]
    expect(await nt_xent().on('reference')(u, u)).toBeCloseTo(nt_xent()(u, u) as number, 6)
    const { value, u: slope } = await nt_xent().on('reference').gradient(u, u)
    expect(value).toBeCloseTo(nt_xent().gradient(u, u).value, 6)
    expect((slope as number[][])[1]?.[0]).toBeCloseTo(
      (nt_xent().gradient(u, u).u as number[][])[1]?.[0] ?? 0,
      6,
    )
  })

  test('models are initialised and then called', () => {
    const g = mlp({ hidden: 3, out: 2 }).init({ x: [4] }, { seed: 1 })
    expect(Object.keys(g.parameters)).toEqual(['linear1.W', 'linear1.b', 'linear2.W', 'linear2.b'])
    const y = g([
      [1, 2, 3, 4],
      [0, 0, 0, 0],
    ]) as number[][]
    expect(y[1]).toEqual([0, 0])
    g.parameters['linear2.b'] = [5, 6]
    expect((g([0, 0, 0, 0]) as number[]).map((v) => v)).toEqual([5, 6])
    expect(() => linear({ out: 2 })([1, 2])).toThrow('SSL3133')
  })

  property.prop([
    fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 5,
    }),
  ])('lifting is the map over examples, and a loss the mean over them', (rows) => {
    const total = rows.map((row) => square(row) as number).reduce((a, b) => a + b, 0)
    expect(square(rows)).toBeCloseTo(total / rows.length, 9)
    const g = linear({ out: 2 }).init({ x: [3] }, { seed: 1 })
    expect(g(rows)).toEqual(rows.map((row) => g(row)))
  })
})

test('types follow the specification', () => {
  const loss = $.loss(
    'typed',
    {
      configuration: {
        scale: $.type.f32({ above: 0 }),
        count: $.type.int({ default: 3 }),
        sizes: $.type.int(['S'], { default: [1, 2] }),
        grid: $.type.int(['P', 'T'], { default: [[1], [2]] }),
        on: $.type.bool({ default: true }),
        span: $.type.range({ default: $.range(0, 1) }),
        norm: $.type.fn([$.type.f32(['D'])], $.type.f32(['D']), { default: () => $.relu }),
      },
      data: { x: $.type.f32(['...', 'D']), label: $.type.int() },
    },
    (configuration, data, dimensions) => {
      expectTypeOf(configuration.scale).toEqualTypeOf<$.Scalar>()
      expectTypeOf(configuration.count).toEqualTypeOf<number>()
      expectTypeOf(configuration.sizes).toEqualTypeOf<readonly number[]>()
      expectTypeOf(configuration.grid).toEqualTypeOf<readonly (readonly number[])[]>()
      expectTypeOf(configuration.on).toEqualTypeOf<boolean>()
      expectTypeOf(configuration.span).toEqualTypeOf<$.Range>()
      expectTypeOf(data.x).toEqualTypeOf<$.Tensor>()
      expectTypeOf(dimensions.D).toEqualTypeOf<number>()
      expectTypeOf(dimensions.P).toEqualTypeOf<number>()
      return $.sum(configuration.norm(data.x), 'd->')
    },
  )
  const recipe = loss({ scale: 1 })
  expectTypeOf(recipe).toBeCallableWith($.tensor([1]), 2)
  // @ts-expect-error scale is required
  expect(() => loss({})).toThrow('SSL3115')
  // @ts-expect-error a text is no number
  expect(() => loss({ scale: 'a' })).toThrow('SSL3105')
  expect(recipe([1, -2], 0)).toBe(1)
})
