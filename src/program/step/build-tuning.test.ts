import { describe, expect, test } from 'vitest'
import { sizeOf } from '../../graph/dimension.js'
import { functionIn } from '../../graph/function.js'
import * as $ from '../index.js'
import { batch_norm, linear } from '../simclr.fixture.js'
import { buildTuning } from './build-tuning.js'

const points = $.data('points', { type: $.type.f32([2, 3]), source: $.npy('points.npy') })

/** A map of features, with batch statistics and dropped units. */
const wide = $.encoder('wide', { data: { x: $.type.f32(['P', 'D']) } }, (_, { x }) => {
  const keep = $.draw('keep', $.uniform(0, 1), [2])
  const y = batch_norm()(linear({ out: 4 })(x))
  return $.training() ? $.multiply(y, keep, 'pd,p->pd') : y
})
const distance = $.loss(
  'distance',
  { data: { u: $.type.f32(['P', 'D']), v: $.type.f32(['P', 'D']) } },
  (_, { u, v }) => $.mean($.multiply($.subtract(u, v), $.subtract(u, v)), 'pd->'),
)

const pretext = $.pretext('near', () => {
  const f = $.model('f', () => wide)
  const key = $.model('key', () => $.ema(f, { decay: 0.9 }))
  const [x] = $.batch(points, { size: 8 })
  $.minimize(distance(f(x), $.stop_gradient(key(x))))
})
$.train([pretext], { epochs: 1 })
$.evaluate(
  [
    [pretext, 'f'],
    [pretext, 'key'],
  ],
  {},
  [],
)

const options = { classes: 5, size: 4, epochs: 3, lr: 0.1 }
const tuning = (model: string) => buildTuning(pretext, {}, { model, ...options })

describe('the program that fine-tunes', () => {
  test.each([
    ['f', ''],
    ['key', 'key.'],
  ])('trains all of %s and a classifier, and nothing else', (model, copies) => {
    const { graph, stages, variables } = tuning(model)
    const own = ['f.linear1.W', 'f.linear1.b', 'f.batch_norm1.scale', 'f.batch_norm1.shift']
    const trained = [...own.map((path) => copies + path), 'evaluate.W', 'evaluate.b']
    expect([...(stages[0]?.owned ?? [])].sort()).toEqual([...trained].sort())
    const state = Object.keys(variables).filter((path) => variables[path]?.role === 'state')
    expect(state).toHaveLength(2)
    const changed = Object.keys(functionIn(graph, 'tune').updates)
    expect(changed).toEqual(expect.arrayContaining([...trained, ...state]))
    expect(
      Object.keys(variables)
        .filter((path) => !path.startsWith('optimizer.'))
        .sort(),
    ).toEqual([...trained, ...state].sort())
  })

  test('takes batches of its own to train, and those of the pretext to classify', () => {
    const { graph, batch, evaluations } = tuning('f')
    const sizes = (name: string) =>
      Object.fromEntries(
        Object.entries(functionIn(graph, name).inputs).map(([input, { shape }]) => [
          input,
          shape.map(sizeOf),
        ]),
      )
    expect(sizes('tune')).toMatchObject({ points: [4, 2, 3], labels: [4, 5] })
    expect(sizes('classify')).toEqual({ points: [8, 2, 3] })
    expect(functionIn(graph, 'classify').updates).toEqual({})
    expect(functionIn(graph, 'classify').outputs.features?.shape.map(sizeOf)).toEqual([8, 5])
    expect([batch.size, evaluations[0]?.shape]).toEqual([8, [5]])
  })

  test('is another program than the pre-training, which stays as it was', () => {
    const before = $.programHash($.buildStep(pretext))
    tuning('f')
    expect($.programHash($.buildStep(pretext))).toBe(before)
  })
})
