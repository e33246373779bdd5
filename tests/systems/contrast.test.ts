import { describe, expect, test } from 'vitest'
import type { Values } from '../../src/engines/engine.js'
import { called, inExample, numbers, type Small, trained, under, variablesOf } from './systems.js'

const side = 28

/** Pictures that differ: stripes of another width, slope and brightness. */
const pictures = Array.from({ length: 8 }, (_, n) =>
  Float32Array.from({ length: side ** 2 }, (_, k) => {
    const wave = Math.sin(((k % side) * (1 + n) + Math.floor(k / side) * (5 - n)) / 9)
    return 0.5 + 0.4 * wave * (1 - n / 20)
  }),
)

const small = (
  name: string,
  set: readonly string[],
  replace: Small['replace'] = [],
  pretext = name,
): Small => ({
  file: `${name}.ssl`,
  pretext,
  set: set.map((one) => one.replace('PRETEXT', pretext)),
  replace,
  shape: [side, side, 1],
  pictures,
})

const encoder = ['f.widths=[3, 4]', 'PRETEXT.batch.size=4', 'train.epochs=2']
const plainRate = 'train.optimizer=sgd(lr: 0.05)'

const at = (values: Values | undefined, path: string): number[] => {
  const found = values?.[path]
  if (!found) throw new Error(`there is no ${path}`)
  return Array.from(found)
}

const rowsOf = (values: Values | undefined, path: string, width: number): number[][] => {
  const all = at(values, path)
  return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width))
}

const expectClose = (got: readonly number[], expected: readonly number[], digits = 6) => {
  expect(got).toHaveLength(expected.length)
  for (const [k, value] of got.entries()) expect(value).toBeCloseTo(expected[k] ?? Number.NaN, digits)
}

/** A moving copy under `copy`: w ← d·w + (1 − d)·v of the new parameters, from an exact copy. */
function expectFollows(variables: readonly Values[], copy: string, decay: (step: number) => number) {
  const parameters = under(variables[0], copy).filter(([path]) => !/\.(mu|variance)$/.test(path))
  expect(parameters.length).toBeGreaterThan(3)
  for (const [path, start] of parameters) {
    const source = path.slice(copy.length + 1)
    expect(start).toEqual(at(variables[0], source))
    for (let step = 0; step + 1 < variables.length; step++) {
      const fresh = at(variables[step + 1], source)
      const d = decay(step)
      const expected = at(variables[step], path).map((w, k) => d * w + (1 - d) * Number(fresh[k]))
      expectClose(at(variables[step + 1], path), expected)
    }
  }
}

describe('examples/moco_v1.ssl', () => {
  const moco = small(
    'moco_v1',
    [...encoder, plainRate, 'f.groups=2', 'g.out=4'],
    [
      ['unit[4096, 64]', 'unit[12, 4]'],
      ['  metric accuracy', '  metric oldest = keys[0, 0]\n  metric newest = keys[11, 0]\n  metric accuracy'],
    ],
  )

  test('the key encoder starts as a copy and follows slowly; the queue moves by a batch', async () => {
    const { variables, metrics } = await trained(moco, 3)
    expectFollows(variables, 'key', () => 0.99)
    const queue = variables.map((values) => rowsOf(values, 'keys', 4))
    for (const step of [0, 1, 2]) {
      expect(queue[step + 1]?.slice(0, 8)).toEqual(queue[step]?.slice(4))
      for (const row of queue[step + 1] ?? []) expect(Math.hypot(...row)).toBeCloseTo(1, 6)
      // The loss reads the queue as the last step left it: the first one, random keys only.
      expect(metrics[step]?.oldest).toBeCloseTo(Number(queue[step]?.[0]?.[0]), 6)
      expect(metrics[step]?.newest).toBeCloseTo(Number(queue[step]?.[11]?.[0]), 6)
    }
    const first = new Set(queue[0]?.flat())
    expect(queue[3]?.flat().some((value) => first.has(value))).toBe(false)
  })

  test('a decay of 0 gives the new parameters themselves', async () => {
    const { variables } = await trained({ ...moco, set: [...moco.set, 'moco_v1.key.decay=0'] }, 2)
    expectFollows(variables, 'key', () => 0)
  })
})

test.each([
  ['moco_v2', 'moco', ['g.depth=1'], 1],
  ['moco_v2', 'moco', ['view.gaussian_blur.p=0'], 2],
  ['moco_v2', 'moco', ['train.optimizer.lr=step_decay(0.06, at: [3 epochs, 4 epochs])'], 2],
  ['simclr', 'simclr', ['g.depth=1', 'simclr.nt_xent.temperature=1', 'simclr.batch.size=64'], 1],
  ['simclr', 'simclr', ['g.depth=3'], 3],
] as const)(
  'examples/%s.ssl, %s: %j is a setting that leaves %i layers of the head',
  (name, pretext, set, layers) => {
    const paths = variablesOf(`${name}.ssl`, pretext, set)
    expect(paths.filter((path) => /^g\..*W$/.test(path))).toHaveLength(layers)
  },
)

describe('examples/instance_discrimination.ssl', () => {
  const bank = (replace: Small['replace'] = []) =>
    small(
      'instance_discrimination',
      [...encoder, plainRate, 'g.linear.out=4'],
      [['unit[drawn.count, 64]', 'unit[drawn.count, 4]'], ['n < 256', 'n < 5'], ...replace],
    )

  test('each step replaces the rows of its batch, by their number in the data, and no others', async () => {
    const watched = bank([
      [
        '  update Z',
        '  metric a = i[0]\n  metric b = i[1]\n  metric c = i[2]\n  metric d = i[3]\n\n  update Z',
      ],
    ])
    const { variables, metrics } = await trained(watched, 4)
    for (const step of [0, 1, 2, 3]) {
      const [before, after] = [rowsOf(variables[step], 'bank', 4), rowsOf(variables[step + 1], 'bank', 4)]
      const changed = after.flatMap((row, n) => (row.some((value, k) => value !== before[n]?.[k]) ? [n] : []))
      const { a, b, c, d } = metrics[step] ?? {}
      expect(changed).toEqual([a, b, c, d].map(Number).sort((x, y) => x - y))
      for (const row of after) expect(Math.hypot(...row)).toBeCloseTo(1, 6)
    }
  })

  test('the normaliser is estimated on the first batch and kept', async () => {
    const { variables } = await trained(bank(), 3)
    const Z = variables.map((values) => at(values, 'Z')[0])
    expect(Z[0]).toBe(0)
    expect(Z[1]).toBeGreaterThan(0)
    expect(Z[3]).toBe(Z[1])
  })

  test('an entry becomes the normalised average of old and new', async () => {
    const { value } = await called('std.losses.blend', { momentum: 0.5, old: [1, 0], fresh: [0, 1] })
    expectClose(numbers(value), [Math.SQRT1_2, Math.SQRT1_2])
  })
})

describe('examples/three_mechanisms.ssl', () => {
  const mechanism = (pretext: string) =>
    small(
      'three_mechanisms',
      [
        'size=4',
        'negatives=8',
        'width=4',
        'f.widths=[3, 4]',
        'f.out=6',
        'query.mlp.hidden=5',
        'train.epochs=2',
      ],
      [],
      pretext,
    )

  test('all start from the same weights; keys of the bank and of the queue keep theirs', async () => {
    const [own, stored, moving] = await Promise.all(
      ['end_to_end', 'memory_bank', 'momentum'].map((name) => trained(mechanism(name), 2)),
    )
    const start = under(own?.variables[0], 'f')
    expect(under(stored?.variables[0], 'f')).toEqual(start)
    expect(under(moving?.variables[0], 'f')).toEqual(start)
    // Staleness: in an epoch of two steps each row of the bank is renewed once.
    const bank = [0, 1, 2].map((step) => rowsOf(stored?.variables[step], 'bank', 4))
    const renewed = (step: number) =>
      (bank[step] ?? []).map((row, n) => row.some((value, k) => value !== bank[step + 1]?.[n]?.[k]))
    expect(renewed(0).filter(Boolean)).toHaveLength(4)
    expect(renewed(1)).toEqual(renewed(0).map((one) => !one))
    expectFollows(moving?.variables ?? [], 'key', () => 0.99)
  })
})

test('DCL at a batch of one pair of pictures: the positive is in no denominator', async () => {
  const [u, v] = [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ]
  const { value } = await called('std.losses.dcl', { temperature: 1, u, v })
  // Two negatives with cosine 0 each, a positive with cosine 1: ln 2 − 1.
  expect(value).toBeCloseTo(Math.log(2) - 1, 9)
})

describe('examples/simsiam.ssl', () => {
  const siam = (...set: string[]) =>
    small('simsiam', [...encoder, 'g.projector.hidden=5', 'g.projector.out=6', 'h.hidden=3', ...set])
  const moved = (values: readonly Values[], prefix: string) =>
    under(values[0], prefix)
      .filter(([path]) => !/\.(mu|variance)$/.test(path))
      .map(([path, before]) => before.some((value, k) => value !== at(values.at(-1), path)[k]))

  test('the predictor has a rate of its own', async () => {
    const still = await trained(siam('train.optimizer=sgd(lr: 0)'), 2)
    expect(moved(still.variables, 'f').some(Boolean)).toBe(false)
    expect(moved(still.variables, 'g').some(Boolean)).toBe(false)
    expect(moved(still.variables, 'h').some(Boolean)).toBe(true)
    const other = await trained(siam('train.optimizer.h=sgd(lr: 0)'), 2)
    expect(moved(other.variables, 'f').some(Boolean)).toBe(true)
    expect(moved(other.variables, 'h').some(Boolean)).toBe(false)
  })

  test('the last normalisation of the embedding has no scale; the predictor’s output has a bias', async () => {
    const { variables } = await trained(siam(), 1)
    const paths = under(variables[0], 'g', 'h').map(([path]) => path)
    expect(paths.filter((path) => /^g\.batch_norm.*scale/.test(path))).toEqual([])
    expect(paths.filter((path) => /^h\..*\.b$/.test(path))).toHaveLength(1)
  })

  test('no gradient reaches a stopped embedding', async () => {
    const z = [0.3, -0.4, 0.5]
    const input = { p1: [1, 2, 3], p2: [-1, 2, 0], z1: z, z2: [0.1, 0.7, -0.2] }
    const { gradients } = await called('std.losses.simsiam', input, { grad: ['p1', 'z1', 'z2'] })
    expect(numbers(gradients?.z1)).toEqual([0, 0, 0])
    expect(numbers(gradients?.z2)).toEqual([0, 0, 0])
    expect(numbers(gradients?.p1).some((slope) => slope !== 0)).toBe(true)
  })
})

test('BYOL: the target has no predictor', async () => {
  const { variables } = await trained(
    small('byol', [
      ...encoder,
      'g.hidden=5',
      'g.out=4',
      'predict.hidden=5',
      'predict.out=4',
      'train.optimizer.lr=cosine(0.1)',
    ]),
    1,
  )
  const paths = under(variables[0], 'target').map(([path]) => path)
  expect(paths.some((path) => path.startsWith('target.g.'))).toBe(true)
  expect(paths.some((path) => path.includes('predict'))).toBe(false)
})

test.each(['barlow_twins', 'vicreg'])(
  '%s: two normalised hidden layers and a last one without bias',
  async (name) => {
    const { variables, metrics } = await trained(
      small(name, [...encoder, 'g.hidden=5', 'g.out=6', plainRate]),
      1,
    )
    const paths = under(variables[0], 'g').map(([path]) => path)
    expect(paths.filter((path) => path.endsWith('.W'))).toHaveLength(3)
    expect(paths.filter((path) => path.endsWith('.scale'))).toHaveLength(2)
    expect(paths.filter((path) => path.endsWith('.b'))).toEqual([])
    expect(metrics[0]?.loss).toBeGreaterThan(0)
  },
)

describe('examples/swav.ssl', () => {
  test('the clusters stay for the first epoch and move in the second', async () => {
    const { variables } = await trained(
      small('swav', [
        ...encoder,
        'g.projector.hidden=5',
        'g.projector.out=4',
        'clusters.count=3',
        'train.optimizer.lr=0.01',
        'train.optimizer.clusters.lr=cosine(0.01, start: 1 epoch)',
      ]),
      4,
    )
    const C = variables.map((values) => at(values, 'clusters.C'))
    expect(C[2]).toEqual(C[0])
    expect(C[4]).not.toEqual(C[0])
    const f = variables.map((values) => under(values, 'f'))
    expect(f[1]).not.toEqual(f[0])
  })

  test('codes: one unit of mass for each picture, the clusters used equally, no gradient', async () => {
    const s = Array.from({ length: 12 }, (_, b) =>
      [0, 1, 2].map((k) => Math.sin(3 * b + 2 * k + (b * k) / 5) / 3),
    )
    const { value } = await called('std.losses.sinkhorn', { epsilon: 0.5, iterations: 50, s })
    const codes = value as number[][]
    for (const row of codes) expect(row.reduce((sum, q) => sum + q, 0)).toBeCloseTo(1, 9)
    for (const k of [0, 1, 2]) expect(codes.reduce((sum, row) => sum + Number(row[k]), 0)).toBeCloseTo(4, 6)
    const { gradients } = await called('std.losses.sinkhorn', { s }, { grad: ['s'] })
    expect(numbers(gradients?.s).every((slope) => slope === 0)).toBe(true)
  })

  test('large and small crops have the sizes that the program names', async () => {
    const x = Array.from({ length: side }, (_, i) =>
      Array.from({ length: side }, (_, j) => [((i + j) % 7) / 7]),
    )
    for (const size of [20, 12]) {
      const { value } = await called(inExample('swav.crop'), { size, scale: [0.1, 0.3], x })
      expect((value as unknown[][]).map((row) => row.length)).toEqual(Array(size).fill(size))
    }
  })
})

describe('examples/dino.ssl', () => {
  const dino = small(
    'dino',
    [...encoder, 'g.hidden=5', 'g.bottleneck=4', 'g.out=6', 'train.optimizer=sgd(lr: 0.05)', 'train.clip=0'],
    [
      ['f32[64]', 'f32[6]'],
      [
        '  update center',
        `  metric mass = mean(t)
  metric uncentered = dino(temperature: 0.1, teacher_temperature: 0.04)(t, concat(s, r), 0 * center)
  update center`,
      ],
    ],
  )

  test('the centre follows the teacher after it was used; the teacher follows the student', async () => {
    const { variables, metrics } = await trained(dino, 3)
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const center = variables.map((values) => mean(at(values, 'center')))
    expect(center[0]).toBe(0)
    for (const step of [0, 1, 2]) {
      const expected = 0.9 * Number(center[step]) + 0.1 * Number(metrics[step]?.mass)
      expect(center[step + 1]).toBeCloseTo(expected, 6)
    }
    expect(metrics[0]?.loss).toBeCloseTo(Number(metrics[0]?.uncentered), 6)
    expect(metrics[2]?.loss).not.toBeCloseTo(Number(metrics[2]?.uncentered), 6)
    // cosine(0.99, to: 1) over the 4 steps of the run.
    expectFollows(variables, 'teacher', (step) => 1 - (0.01 * (1 + Math.cos((Math.PI * step) / 4))) / 2)
  })

  test('the head has no batch normalisation, and its last layer no length of its own', async () => {
    const z = [0.4, -0.2, 0.7, 0.1]
    const { value } = await called('std.heads.dino_head', { hidden: 5, bottleneck: 4, out: 6, x: z })
    for (const score of numbers(value)) expect(Math.abs(score)).toBeLessThanOrEqual(1 + 1e-9)
    const { variables } = await trained(dino, 1)
    expect(under(variables[0], 'g').some(([path]) => path.includes('batch_norm'))).toBe(false)
  })

  test('sharpening: a lower temperature of the teacher gives more mass to its largest output', async () => {
    const mass = async (temperature: number) => {
      const { value } = await called('std.prelude.softmax', {
        x: [0.3, 0.1, -0.2].map((t) => t / temperature),
      })
      return Math.max(...numbers(value))
    }
    expect(await mass(0.04)).toBeGreaterThan(await mass(0.1))
  })
})
