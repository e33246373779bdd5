import { describe, expect, test } from 'vitest'
import * as $ from '../index.js'
import { prepare } from './prepare.js'
import { type SettingValues, withSettings } from './settings.js'

const points = { count: 40, read: () => [1, 2, 3] }

function pretext() {
  const data = $.data('points', { type: $.type.f32([3]), source: $.from(() => points, {}) })
  const f = $.model('f', () =>
    $.layer('line', { data: { x: $.type.f32(['D']) } }, (_, { x }, { D }) =>
      $.contract(x, $.param('W', [D, 2], $.he_normal()), 'd,do->o'),
    ),
  )
  const declared = $.pretext('small', () => {
    const [x] = $.batch(data, { size: 4 })
    $.minimize($.mean(f(x), 'bo->'))
  })
  $.train([declared], {
    epochs: 2,
    optimizer: $.sgd({ lr: $.cosine({ from: 0.1, warmup: $.epochs(1) }), momentum: 0.5 }),
  })
  return declared
}

const changed = (set: SettingValues) => withSettings(pretext(), set).requests.train?.options

const told = (set: SettingValues): string => {
  try {
    withSettings(pretext(), set)
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

describe('values given at run time', () => {
  test('replace numbers of the train block', () => {
    expect(changed({ 'train.epochs': 5 })).toMatchObject({ epochs: 5 })
    expect(changed({ 'train.small.steps': 7, 'train.seed': 3 })).toMatchObject({ steps: 7, seed: 3 })
    expect(changed({ 'train.steps': 7 })).not.toHaveProperty('epochs')
    expect(changed({ 'train.log': $.steps(1) })).toMatchObject({ log: { is: 'steps', count: 1 } })
  })

  test('replace rates of the optimiser, and parts of their schedules', () => {
    expect(changed({ 'train.optimizer.momentum': 0.9 })?.optimizer).toMatchObject({
      is: 'sgd',
      momentum: 0.9,
    })
    expect(changed({ 'train.optimizer.lr': 0.3 })?.optimizer).toMatchObject({ lr: 0.3, momentum: 0.5 })
    expect(changed({ 'train.optimizer.lr.from': 0.2 })?.optimizer).toMatchObject({
      lr: { is: 'cosine', from: 0.2, warmup: { is: 'epochs', count: 1 } },
    })
    expect(changed({ 'train.optimizer.lr.warmup': $.steps(3) })?.optimizer).toMatchObject({
      lr: { from: 0.1, warmup: { is: 'steps', count: 3 } },
    })
  })

  test('replace the size of the batch', async () => {
    const { program, batches } = await prepare(pretext(), '.', {
      engine: 'reference',
      evaluate: false,
      set: { 'small.batch.size': 10 },
    })
    expect([program.batch.size, batches.stepsPerEpoch]).toEqual([10, 4])
    const before = await prepare(pretext(), '.', { engine: 'reference', evaluate: false })
    expect(before.program.batch.size).toBe(4)
  })

  test('are checked like the program', () => {
    expect(told({ 'train.epochs': 0 })).toMatch(/SSL3104: .*epochs/)
    expect(told({ 'train.steps': 2.5 })).toMatch(/SSL3105: .*steps of train must be a whole number/)
    expect(told({ 'train.seed': -1 })).toMatch(/SSL3104: .*seed/)
    expect(told({ 'train.log': $.steps(0) })).toMatch(/SSL3104: .*log/)
    expect(told({ 'train.clip': -1 })).toMatch(/SSL3104: .*clip/)
    expect(told({ 'train.optimizer.lr': -1 })).toMatch(/SSL3104: .*lr/)
    expect(told({ 'train.optimizer.momentum': 2 })).toMatch(/SSL3104: .*momentum/)
    expect(told({ 'train.optimizer.lr.warmup': 3 })).toMatch(/SSL5112: .*warmup` is a duration/)
    expect(told({ 'train.log': 3 })).toMatch(/SSL5112: .*log` is a duration/)
    expect(told({ 'train.epoch': 3 })).toMatch(/SSL5901: .*did you mean train\.epochs\?/)
    expect(told({ 'small.line.temperature': 3 })).toMatch(
      /SSL5901: small\.line\.temperature cannot be set here; train\.epochs, .*small\.batch\.size can, .*`sslang train --set`/,
    )
    expect(told({ 'train.optimizer.momentun': 3 })).toMatch(/did you mean train\.optimizer\.momentum\?/)
  })
})
