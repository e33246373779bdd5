import { describe, expect, test } from 'vitest'
import type { Values } from '../../engines/engine.js'
import { reference } from '../../engines/reference/reference.js'
import { sizeOf } from '../../graph/dimension.js'
import * as $ from '../index.js'
import { batch_norm, linear, nt_xent, simclr } from '../simclr.fixture.js'

const points = $.data('points', { type: $.type.f32([3]), source: $.npy('points.npy') })

/** Everything that is fed in a step, the batch given. */
function feed(program: $.StepProgram, name: string, step: number, rows: readonly number[], seed = 0): Values {
  const fed: Record<string, Float32Array | Int32Array | Uint8Array> = {}
  const examples = Int32Array.from(rows)
  for (const [input, node] of Object.entries(program.graph.functions[name]?.inputs ?? {})) {
    const site = program.draws[input]
    const schedule = program.schedules[input]
    if (site) fed[input] = $.fillDraw(site, { seed, step, examples })
    else if (schedule)
      fed[input] = Float32Array.of($.scheduleValue(schedule, { step, steps: 10, stepsPerEpoch: 5 }))
    else if (input === 'at') fed[input] = examples
    else {
      const width = node.shape.slice(1).reduce<number>((product, size) => product * sizeOf(size), 1)
      fed[input] = Float32Array.from(
        { length: rows.length * width },
        (_, k) => 0.5 + 0.5 * Math.sin(((rows[Math.floor(k / width)] ?? 0) + 1) * ((k % width) + 1)),
      )
    }
  }
  return fed
}

async function started(program: $.StepProgram, seed = 0) {
  const session = await reference.create(program.graph)
  await session.assign($.initialValues(program, seed))
  return session
}

const numbers = async (session: Awaited<ReturnType<typeof started>>, path: string): Promise<number[]> =>
  Array.from((await session.read([path]))[path] ?? [])

const square = $.loss('square', { data: { y: $.type.f32(['D']) } }, (_, { y }) =>
  $.sum($.multiply(y, y), 'd->'),
)

describe('one step', () => {
  test('moves parameters along the gradient and lowers the loss', async () => {
    const program = $.buildStep(simclr)
    const session = await started(program)
    const losses: number[] = []
    for (let step = 0; step < 8; step++) {
      const out = await session.step('step', feed(program, 'step', step, [0, 1, 2, 3]))
      losses.push(out.loss?.[0] ?? Number.NaN)
      expect(out.gradient_norm?.[0]).toBeGreaterThan(0)
    }
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
  })

  test('does not depend on the order of the batch', async () => {
    const program = $.buildStep(simclr)
    const [one, other] = [await started(program), await started(program)]
    const a = await one.step('step', feed(program, 'step', 3, [5, 1, 7, 2]))
    const b = await other.step('step', feed(program, 'step', 3, [2, 7, 1, 5]))
    expect(a.loss?.[0]).toBeCloseTo(b.loss?.[0] ?? 0, 9)
    const [left, right] = [await numbers(one, 'g.linear1.W'), await numbers(other, 'g.linear1.W')]
    for (const [k, w] of left.entries()) expect(w).toBeCloseTo(right[k] ?? 0, 9)
  })

  test('encodes without draws and without touching state', async () => {
    const program = $.buildStep(simclr)
    const [evaluation] = program.evaluations
    expect(evaluation).toMatchObject({ model: 'f', function: 'encode:f', input: 'clothes', shape: [6] })
    const inputs = Object.keys(program.graph.functions['encode:f']?.inputs ?? {})
    expect(inputs).toEqual(['clothes'])
    expect(program.graph.functions['encode:f']?.updates).toEqual({})
    expect(Object.keys(program.graph.functions)).toEqual(['step', 'encode:f', 'views', 'monitor'])
  })
})

describe('moving copies and state', () => {
  const program = () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const pretext = $.pretext('moving', () => {
      const [x] = $.batch(points, { size: 4 })
      const key = $.model('key', () => $.ema(f, { decay: 0.75 }))
      const queue = $.state('queue', [3], 1)
      const seen = $.state('seen', [2], 0)
      $.minimize(square($.subtract(f(x), $.stop_gradient(key(x)))))
      $.update(queue, (old) => $.add($.multiply(2, old), 1))
      $.update(queue, (old) => $.multiply(10, old))
      $.update(seen, () => $.mean(key(x), 'bd->d'))
    })
    $.train([pretext], { optimizer: $.sgd({ lr: 0.1, momentum: 0 }) })
    return $.buildStep(pretext)
  }

  test('a copy starts at its source and follows its new value', async () => {
    const built = program()
    expect(built.variables['key.f.W']).toMatchObject({
      role: 'ema',
      source: 'f.W',
      initial: { is: 'copy', of: 'f.W' },
    })
    const session = await started(built)
    const before = await numbers(session, 'f.W')
    expect(await numbers(session, 'key.f.W')).toEqual(before)
    await session.assign({ 'f.W': before.map((w) => w + 1) as never })
    const old = await numbers(session, 'key.f.W')
    await session.step('step', feed(built, 'step', 0, [0, 1, 2, 3]))
    const fresh = await numbers(session, 'f.W')
    const copy = await numbers(session, 'key.f.W')
    for (const [k, w] of copy.entries())
      expect(w).toBeCloseTo(0.75 * (old[k] ?? 0) + 0.25 * (fresh[k] ?? 0), 9)
  })

  test('a copy of a copy that nobody uses follows its new value', async () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const pretext = $.pretext('slower', () => {
      const [x] = $.batch(points, { size: 4 })
      const key = $.model('key', () => $.ema(f, { decay: 0.5 }))
      const slow = $.model('slow', () => $.ema(key, { decay: 0.75 }))
      $.minimize(square($.subtract(f(x), $.add(1, $.stop_gradient(slow(x))))))
    })
    $.train([pretext], { optimizer: $.sgd({ lr: 0.1, momentum: 0 }) })
    const built = $.buildStep(pretext)
    expect(built.variables['key.f.W']).toMatchObject({ role: 'ema', source: 'f.W' })
    const session = await started(built)
    const [before] = await numbers(session, 'f.W')
    await session.step('step', feed(built, 'step', 0, [0, 1, 2, 3]))
    const [w] = await numbers(session, 'f.W')
    const [key] = await numbers(session, 'key.f.W')
    expect(w).not.toBe(before)
    expect(key).toBeCloseTo(0.5 * (before ?? 0) + 0.5 * (w ?? 0), 9)
    const [slow] = await numbers(session, 'slow.key.f.W')
    expect(slow).toBeCloseTo(0.75 * (before ?? 0) + 0.25 * (key ?? 0), 9)
  })

  test('updates run in order, each from the current value; other values are those before the step', async () => {
    const built = program()
    const session = await started(built)
    const inputs = feed(built, 'step', 0, [0, 1, 2, 3])
    const x = Array.from(inputs.points ?? [])
    const W = await numbers(session, 'key.f.W')
    await session.step('step', inputs)
    expect(await numbers(session, 'queue')).toEqual([30, 30, 30])
    const seen = await numbers(session, 'seen')
    for (const [column, value] of seen.entries()) {
      let mean = 0
      for (let row = 0; row < 4; row++) {
        for (let k = 0; k < 3; k++) mean += ((x[row * 3 + k] ?? 0) * (W[k * 2 + column] ?? 0)) / 4
      }
      expect(value).toBeCloseTo(mean, 6)
    }
  })

  test('a normalisation used twice is updated twice', async () => {
    const n = $.model('n', () => batch_norm({ momentum: 0.5 }))
    const pretext = $.pretext('twice', () => {
      const [x] = $.batch(points, { size: 4 })
      $.minimize(square($.add(n(x), n(x))))
    })
    const built = $.buildStep(pretext)
    const session = await started(built)
    const inputs = feed(built, 'step', 0, [0, 1, 2, 3])
    await session.step('step', inputs)
    const x = Array.from(inputs.points ?? [])
    const mu = await numbers(session, 'n.mu')
    for (let k = 0; k < 3; k++) {
      const mean = [0, 1, 2, 3].reduce((sum, row) => sum + (x[row * 3 + k] ?? 0) / 4, 0)
      expect(mu[k]).toBeCloseTo(0.75 * mean, 6)
    }
  })

  test('rows of state', async () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const pretext = $.pretext('bank', () => {
      const [x, at] = $.batch(points, { size: 2 })
      const bank = $.state('bank', [points.count, 2], 0)
      $.minimize(square($.subtract(f(x), $.stop_gradient($.gather(bank, [at], 'Nd,b->bd')))))
      $.update(bank, () => f(x), at)
    })
    const built = $.buildStep(pretext, { data: { points: { count: 4 } } })
    expect(built.batch.at).toBe('at')
    const session = await started(built)
    await session.step('step', feed(built, 'step', 0, [3, 1]))
    const bank = await numbers(session, 'bank')
    expect(bank.slice(0, 2)).toEqual([0, 0])
    expect(bank[2]).not.toBe(0)
    expect(bank[6]).not.toBe(0)
    expect(() => $.buildStep(pretext)).toThrow('SSL3126')
  })
})

describe('stages and owners', () => {
  const make = () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const g = $.model('g', () => linear({ out: 2 }))
    const pretext = $.pretext('staged', () => {
      const [x] = $.batch(points, { size: 2 })
      $.stage('first', () => $.minimize(square(f(x)), { over: [f] }))
      $.stage('second', () => $.minimize(square(g($.stop_gradient(f(x)))), { over: [g] }))
    })
    $.train([pretext], { optimizer: $.adam({ lr: 0.1 }), steps: 3 }, { second: { epochs: 2, clip: 1 } })
    return pretext
  }

  test('what a stage does not own stays bit for bit', async () => {
    const built = $.buildStep(make())
    expect(built.stages.map(({ name, function: key, owned }) => ({ name, key, owned }))).toEqual([
      { name: 'first', key: 'step:first', owned: ['f.W', 'f.b'] },
      { name: 'second', key: 'step:second', owned: ['g.W', 'g.b'] },
    ])
    expect(built.stages[0]?.settings).toMatchObject({ length: { is: 'steps', count: 3 }, clip: 0 })
    expect(built.stages[1]?.settings).toMatchObject({ length: { is: 'epochs', count: 2 }, clip: 1 })
    const session = await started(built)
    const g = await numbers(session, 'g.W')
    await session.step('step:first', feed(built, 'step:first', 0, [0, 1]))
    expect(await numbers(session, 'g.W')).toEqual(g)
    const f = await numbers(session, 'f.W')
    await session.step('step:second', feed(built, 'step:second', 0, [0, 1]))
    expect(await numbers(session, 'f.W')).toEqual(f)
    expect(await numbers(session, 'g.W')).not.toEqual(g)
  })

  test('every stage has an optimiser of its own', () => {
    const paths = Object.keys($.buildStep(make()).variables)
    expect(paths).toContain('optimizer.first.first_moment.f.W')
    expect(paths).toContain('optimizer.second.first_moment.g.W')
    expect(paths).not.toContain('optimizer.first.first_moment.g.W')
  })

  test('settings of stages and models that are not there', () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const make = (settings: (pretext: $.Pretext) => void) => () => {
      const pretext = $.pretext('p', () => {
        const [x] = $.batch(points, { size: 2 })
        $.minimize(square(f(x)))
      })
      settings(pretext)
      return $.buildStep(pretext)
    }
    expect(make((p) => $.train([p], {}, { first: { epochs: 1 } }))).toThrow('p has no stage first')
    const h = $.model('h', () => linear({ out: 2 }))
    const optimizers = [{ over: [h], optimizer: $.adam() }]
    expect(make((p) => $.train([p], { optimizers }))).toThrow('no objective trains a parameter of h')
    expect(make((p) => $.train([p], { epochs: 1, steps: 1 }))).toThrow('both epochs and steps')
    expect(make((p) => $.train([p], { epochs: 0 }))).toThrow('epochs of train must be above 0')
  })

  test('an alias is the same model, and a name belongs to one', () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const alias = $.model('alias', () => f)
    const pretext = (body: (x: $.Tensor) => void) =>
      $.buildStep(
        $.pretext('p', () => {
          const [x] = $.batch(points, { size: 2 })
          body(x)
        }),
      )
    const built = pretext((x) => $.minimize(square($.add(f(x), alias(x))), { over: [alias] }))
    expect(built.stages[0]?.owned).toEqual(['f.W', 'f.b'])
    const other = $.model('f', () => linear({ out: 2 }))
    expect(() => pretext((x) => $.minimize(square($.add(f(x), other(x)))))).toThrow('SSL3131')
  })

  test('two owners, no parameter, no objective', () => {
    const f = $.model('f', () => linear({ out: 2 }))
    const build = (body: (x: $.Tensor) => unknown) =>
      $.buildStep(
        $.pretext('p', () => {
          const [x] = $.batch(points, { size: 2 })
          body(x)
        }),
      )
    expect(() => build((x) => [$.minimize(square(f(x))), $.minimize(square(f(x)))])).toThrow('SSL3124')
    expect(() => build((x) => $.minimize(square($.stop_gradient(f(x)))))).toThrow('SSL3123')
    expect(() => build(() => undefined)).toThrow('SSL3128')
    expect(() => build((x) => $.minimize(f(x)))).toThrow('SSL3122')
    expect(() => build((x) => $.metric('m', x))).toThrow('SSL3122')
    expect(() =>
      build((x) => $.minimize(square(f(x)), { over: [$.model('g', () => linear({ out: 2 }))] })),
    ).toThrow('SSL3125')
  })
})

describe('messages name definitions and arguments', () => {
  const inPretext = (body: (x: $.Tensor) => unknown) => () =>
    $.buildStep(
      $.pretext('p', () => {
        const [x] = $.batch(points, { size: 4 })
        body(x)
      }),
    )

  test('dimensions, kinds, bounds, arity', () => {
    const tied = $.head(
      'tied_decoder',
      { configuration: { W: $.type.f32(['D', 'H']) }, data: { y: $.type.f32(['H']) } },
      ({ W }, { y }) => $.contract(W, y, 'dh,h->d'),
    )
    const h = $.model('h', () => linear({ out: 2 }))
    expect(inPretext((x) => [h(x), tied({ W: $.parameter(h, 'W') })(x)])).toThrow(
      'tied_decoder expects y: [4, 2] but is given [4, 3]',
    )
    expect(inPretext((x) => $.minimize(nt_xent({ temperature: 0 })(x, x)))).toThrow(
      'temperature of nt_xent must be above 0, but it is 0',
    )
    expect(inPretext((x) => nt_xent({ temprature: 1 } as never)(x, x))).toThrow('did you mean temperature?')
    expect(inPretext((x) => nt_xent()(x))).toThrow('nt_xent takes 2 arguments but is given 1')
    const cross_entropy = $.loss(
      'cross_entropy',
      { data: { logits: $.type.logits(['K']) } },
      (_, { logits }) => $.sum(logits, 'k->'),
    )
    expect(inPretext((x) => cross_entropy($.sigmoid(x)))).toThrow('straight out of a sigmoid')
    expect(inPretext((x) => cross_entropy($.unit(x)))).toThrow('but is given unit')
    expect(inPretext((x) => [h(x), h($.concat([$.arrange(x, 'bd->db'), [[1, 2, 3, 4]]], 2))])).toThrow(
      'SSL3117',
    )
  })

  test('groups and batches of one', () => {
    const n = $.model('n', () => batch_norm({ groups: 3 }))
    expect(inPretext((x) => n(x))).toThrow('3 groups do not divide a batch of 4')
    const one = $.pretext('one', () => {
      const [x] = $.batch(points, { size: 1 })
      $.minimize(square($.model('m', () => batch_norm())(x)))
    })
    expect(() => $.buildStep(one)).toThrow('SSL3121')
  })
})

test('a hash tells programs apart, also by the far end of a constant', () => {
  const made = (last: number) =>
    $.buildStep(
      $.pretext('p', () => {
        const [x] = $.batch(points, { size: 2 })
        const table = $.tensor([...Array.from({ length: 20 }, (_, k) => k), last])
        $.minimize(square($.model('f', () => linear({ out: 21 }))($.add(x, 0))))
        $.metric('table', $.sum(table, 'i->'))
      }),
    )
  expect($.programHash(made(1))).toBe($.programHash(made(1)))
  expect($.programHash(made(1))).not.toBe($.programHash(made(2)))
})

test('groups of the batch have statistics of their own', async () => {
  const n = $.model('n', () => batch_norm({ groups: 2, affine: false }))
  const pretext = $.pretext('groups', () => {
    const [x] = $.batch(points, { size: 4 })
    const y = n(x)
    $.metric('first', $.sum($.gather(y, [0], 'Bd,->d'), 'd->'))
    $.minimize(square($.model('f', () => linear({ out: 1 }))(y)))
  })
  const built = $.buildStep(pretext)
  const session = await started(built)
  const a = await session.evaluate('step', feed(built, 'step', 0, [0, 1, 2, 3]))
  const b = await session.evaluate('step', feed(built, 'step', 0, [0, 1, 8, 9]))
  const c = await session.evaluate('step', feed(built, 'step', 0, [0, 7, 2, 3]))
  expect(a['metric:first']?.[0]).toBeCloseTo(b['metric:first']?.[0] ?? 0, 9)
  expect(a['metric:first']?.[0]).not.toBeCloseTo(c['metric:first']?.[0] ?? 0, 3)
})
