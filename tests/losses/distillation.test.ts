import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  arranged,
  direction,
  directions,
  list,
  matrix,
  order,
  orthogonal,
  real,
  size,
  temperature,
  vector,
} from './arbitrary.js'
import { definition, loss, type Nested } from './harness.js'
import {
  cosine,
  dot,
  flat,
  logsumexp,
  map,
  mean,
  near,
  norm,
  rows,
  softmax,
  total,
  turned,
  zero,
} from './numbers.js'

/* Losses without negatives: one network taught by another, codes and centres. */

const crossEntropy = (q: readonly number[], s: readonly number[]) =>
  total(q.map((one, k) => one * (logsumexp(s) - (s[k] ?? 0))))
const scaled = (x: readonly number[], by: number) => x.map((one) => one * by)

const four = size(2, 4).chain((d) =>
  fc.tuple(direction(d), direction(d), direction(d), direction(d), orthogonal(d), real(0.2, 5)),
)

describe('negative cosine', () => {
  const made = loss('negative_cosine')

  test('worked values', () => {
    near(made.value([1, 2], [1, 2]), -1, 1e-12)
    near(made.value([1, 0], [0, 3]), 0, 1e-12)
    near(made.value([3, 4], [4, 3]), -0.96, 1e-12)
    near(made.gradient([1, 0], [0, 1]).gradients.p, [0, -1], 1e-12)
  })

  property.prop([four])('range, lengths, rotation', ([p, z, , , q, c]) => {
    const value = made.value(p, z)
    near(value, -cosine(p, z), 1e-12)
    expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12)
    near(made.value(scaled(p, c), scaled(z, 1 / c)), value, 1e-12)
    near(made.value(turned([p], q), turned([z], q)), value, 1e-9)
    near(made.value(p, scaled(p, c)), -1, 1e-12)
  })

  property.prop([four])('its gradient is orthogonal to p, and falls with its length', ([p, z]) => {
    const { gradients } = made.gradient(p, z)
    const c = cosine(p, z)
    near(
      gradients.p,
      p.map((x, k) => -((z[k] ?? 0) / norm(z) - (c * x) / norm(p)) / norm(p)),
      1e-10,
    )
    expect(Math.abs(dot(flat(gradients.p), p))).toBeLessThan(1e-10)
  })
})

describe('SimSiam and BYOL', () => {
  const [simsiam, byol] = [loss('simsiam'), loss('byol')]

  test('worked values', () => {
    near(simsiam.value([1, 0], [0, 2], [1, 0], [1, 1]), -0.353553)
    near(
      [byol.value([1, 2], [2, 4]), byol.value([1, 0], [0, 1]), byol.value([1, 0], [-2, 0])],
      [0, 2, 4],
      1e-12,
    )
    near(byol.value([3, 4], [4, 3]), 0.08, 1e-12)
  })

  property.prop([four])('SimSiam: half of each direction, symmetric in the views', ([p1, p2, z1, z2]) => {
    const value = simsiam.value(p1, p2, z1, z2)
    near(value, -(cosine(p1, z2) + cosine(p2, z1)) / 2, 1e-12)
    near(simsiam.value(p2, p1, z2, z1), value, 1e-12)
  })

  property.prop([four])('SimSiam: only predictions receive gradient', ([p1, p2, z1, z2]) => {
    const { gradients } = simsiam.gradient(p1, p2, z1, z2)
    zero([gradients.z1 ?? 1, gradients.z2 ?? 1])
    near(
      gradients.p1,
      map(loss('negative_cosine').gradient(p1, z2).gradients.p ?? 0, (x) => x / 2),
      1e-12,
    )
  })

  property.prop([four])(
    'BYOL is the squared distance of unit vectors, between 0 and 4',
    ([p, z, , , q, c]) => {
      const value = byol.value(p, z)
      near(value, total(p.map((x, k) => (x / norm(p) - (z[k] ?? 0) / norm(z)) ** 2)), 1e-9)
      expect(value).toBeGreaterThanOrEqual(-1e-12)
      expect(value).toBeLessThanOrEqual(4 + 1e-12)
      near(byol.value(scaled(p, c), scaled(z, 1 / c)), value, 1e-9)
      near(byol.value(turned([p], q), turned([z], q)), value, 1e-9)
    },
  )

  property.prop([four])('BYOL: no gradient into the target, an orthogonal one into p', ([p, z]) => {
    const { gradients } = byol.gradient(p, z)
    zero(gradients.target)
    expect(Math.abs(dot(flat(gradients.p), p))).toBeLessThan(1e-10)
  })

  property.prop([four])('both directions of BYOL are 4 + 4 SimSiam', ([p1, p2, z1, z2]) => {
    near(byol.value(p1, z2) + byol.value(p2, z1), 4 + 4 * simsiam.value(p1, p2, z1, z2), 1e-9)
  })

  test.each(['negative_cosine', 'byol', 'simsiam'])('%s of zero vectors is finite', (name) => {
    const made = loss(name)
    const { value, gradients } = made.gradient(...made.names.map((): Nested => [0, 0]))
    expect([value, ...flat(Object.values(gradients))].every(Number.isFinite)).toBe(true)
  })
})

describe('SwAV', () => {
  const codes = (epsilon: number, s: Nested, iterations = 3) =>
    rows(definition('losses.sinkhorn', { epsilon, iterations }).result(s))
  const drawn = fc
    .tuple(size(1, 4), size(2, 4))
    .chain(([b, k]) =>
      fc.tuple(
        matrix(b, k, real(-1, 1)),
        matrix(b, k, real(-1, 1)),
        real(0.05, 1),
        temperature,
        order(k),
        order(b),
        vector(k),
      ),
    )
  const renamed = (s: readonly (readonly number[])[], by: readonly number[]) =>
    s.map((row) => arranged(row, by))

  test('worked values', () => {
    const axes = [
      [1, 0],
      [0, 1],
    ]
    near(codes(0.5, axes), [
      [0.880797, 0.119203],
      [0.119203, 0.880797],
    ])
    near(codes(0.05, axes)[0]?.[1], 2.0612e-9, 1e-13)
    near(
      codes(0.05, [
        [1, 0],
        [1, 0],
      ]),
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      1e-12,
    )
    const skewed = [
      [1, 0],
      [0.5, 0],
      [0, 0],
    ]
    near(
      codes(0.5, skewed).map(([first = 0]) => first),
      [0.729833, 0.498444, 0.267719],
    )
    near(
      codes(0.5, skewed, 60).map(([first = 0]) => first),
      [0.731059, 0.5, 0.268941],
    )
    near(loss('soft_cross_entropy').value([10, 0], [0.880797, 0.119203]), 1.192075, 2e-6)
  })

  property.prop([drawn])(
    'codes: distributions that ignore what all samples share',
    ([s, , epsilon, , by, samples, shift]) => {
      const q = codes(epsilon, s)
      for (const row of q) near(total(row), 1, 1e-12)
      zero(definition('losses.sinkhorn', { epsilon }).gradient(s).gradients.s)
      near(
        codes(
          epsilon,
          map(s, (x) => x + 3),
        ),
        q,
        1e-9,
      )
      near(
        codes(
          epsilon,
          s.map((row) => row.map((x, k) => x + (shift[k] ?? 0))),
        ),
        q,
        1e-9,
      )
      near(codes(epsilon, renamed(s, by)), renamed(q, by), 1e-9)
      near(codes(epsilon, arranged(s, samples)), arranged(q, samples), 1e-9)
      near(
        codes(1e6, s),
        map(s, () => 1 / (s[0]?.length ?? 1)),
        1e-5,
      )
    },
  )

  property.prop([drawn])(
    'codes: balanced after many rounds, and then blind to a constant of a sample',
    ([s, , , , , , shift]) => {
      const q = codes(0.5, s, 80)
      for (const k of (s[0] ?? []).keys())
        near(total(q.map((row) => row[k] ?? 0)), s.length / (s[0]?.length ?? 1), 1e-6)
      near(
        codes(
          0.5,
          s.map((row, b) => row.map((x) => x + (shift[b] ?? 0))),
          80,
        ),
        q,
        1e-5,
      )
    },
  )

  property.prop([drawn])(
    'swapped prediction, both directions; codes receive no gradient',
    ([s1, s2, epsilon, t]) => {
      const made = loss('swav', { temperature: t, epsilon })
      const [q1, q2] = [codes(epsilon, s1), codes(epsilon, s2)]
      const expected = mean(
        s1.map(
          (row, b) =>
            crossEntropy(q2[b] ?? [], scaled(row, 1 / t)) +
            crossEntropy(q1[b] ?? [], scaled(s2[b] ?? [], 1 / t)),
        ),
      )
      const { value, gradients } = made.gradient(s1, s2)
      near(value, expected, 1e-9)
      near(made.value(s2, s1), value, 1e-9)
      near(
        gradients.s1,
        s1.map((row, b) =>
          softmax(scaled(row, 1 / t)).map((p, k) => (p - (q2[b]?.[k] ?? 0)) / (t * s1.length)),
        ),
        1e-9,
      )
    },
  )

  property.prop([size(1, 4), size(2, 6)])('identical samples: stuck at ln K', (b, k) => {
    const same = Array.from({ length: b }, () => Array.from({ length: k }, () => 0.3))
    near(loss('swav').value(same, same), 2 * Math.log(k), 1e-9)
    near(loss('swav_crops').value([same, same, same]), Math.log(k), 1e-9)
  })

  property.prop([fc.tuple(list(4, matrix(3, 3)), real(0.05, 1), temperature)])(
    'many crops: codes of the two global ones, predicted from every other',
    ([s, epsilon, t]) => {
      const terms = [0, 1].flatMap((g) => {
        const q = codes(epsilon, s[g] ?? [])
        return s.flatMap((crop, v) =>
          v === g ? [] : [mean(crop.map((row, b) => crossEntropy(q[b] ?? [], scaled(row, 1 / t))))],
        )
      })
      near(loss('swav_crops', { temperature: t, epsilon }).value(s), mean(terms), 1e-9)
      const [a = [], b = []] = s
      near(
        2 * loss('swav_crops', { temperature: t, epsilon }).value([a, b]),
        loss('swav', { temperature: t, epsilon }).value(a, b),
        1e-9,
      )
    },
  )
})

describe('DINO', () => {
  const made = (temperature: number, teacher_temperature: number) =>
    loss('dino', { temperature, teacher_temperature })
  const two = (teacher: number[], student: number[]) =>
    [[[teacher]], [[[0, 0]], [student]].map((x) => map(x, Number))] as const
  const one = (t: number, tt: number, teacher: number[], student: number[], center: number[]) => {
    const [a, b] = two(teacher, student)
    return made(t, tt).value(a, b, center)
  }
  const drawn = fc
    .tuple(size(1, 2), size(0, 2), size(1, 3), size(2, 4))
    .chain(([g, more, b, k]) =>
      fc.tuple(
        list(g, matrix(b, k)),
        list(Math.max(2, g + more), matrix(b, k)),
        vector(k),
        temperature,
        real(0.04, 1),
        real(0.3, 3),
      ),
    )
  const terms = (
    teacher: number[][][],
    student: number[][][],
    center: readonly number[],
    t: number,
    tt: number,
  ) =>
    teacher.flatMap((view, g) =>
      student.flatMap((other, v) =>
        v === g
          ? []
          : other.map((row, b) => {
              const p = softmax((view[b] ?? []).map((x, k) => (x - (center[k] ?? 0)) / tt))
              return crossEntropy(p, scaled(row, 1 / t))
            }),
      ),
    )

  test('worked values', () => {
    near(one(0.1, 0.04, [0, 0], [0, 0], [0, 0]), Math.LN2)
    near(one(0.1, 0.04, [1, 0], [1, 0], [0, 0]), 4.5399e-5, 1e-9)
    near(one(0.1, 0.04, [1, 0], [1, 0], [1, 0]), 5.000045)
    near(one(0.1, 0.05, [0.1, 0], [0, 0.1], [0, 0]), 1.194059)
    const wide = Array.from({ length: 65536 }, () => 0)
    near(made(0.1, 0.04).value([[wide]], [[wide], [wide]], wide), 11.090355)
  })

  property.prop([drawn])('the mean over pairs of different views', ([teacher, student, center, t, tt]) => {
    near(made(t, tt).value(teacher, student, center), mean(terms(teacher, student, center, t, tt)), 1e-9)
  })

  property.prop([drawn, real()])(
    'constants and common scales of the teacher are neutral',
    ([teacher, student, center, t, tt, c], shift) => {
      const value = made(t, tt).value(teacher, student, center)
      near(
        made(t, tt).value(
          map(teacher, (x) => x + shift),
          map(student, (x) => x - shift),
          center,
        ),
        value,
        1e-9,
      )
      near(
        made(t, c * tt).value(
          map(teacher, (x) => c * x),
          student,
          scaled(center, c),
        ),
        value,
        1e-9,
      )
    },
  )

  property.prop([drawn])('its gradient, to the student alone', ([teacher, student, center, t, tt]) => {
    const { gradients } = made(t, tt).gradient(teacher, student, center)
    zero([gradients.teacher ?? 1, gradients.center ?? 1])
    const pairs = teacher.length * (student.length - 1) * (teacher[0]?.length ?? 1)
    const expected = student.map((view, v) =>
      view.map((row, b) =>
        row.map((_, k) =>
          total(
            teacher.map((other, g) => {
              if (v === g) return 0
              const p = softmax((other[b] ?? []).map((x, j) => (x - (center[j] ?? 0)) / tt))
              return ((softmax(scaled(row, 1 / t))[k] ?? 0) - (p[k] ?? 0)) / (t * pairs)
            }),
          ),
        ),
      ),
    )
    near(gradients.student, expected, 1e-9)
  })

  property.prop([fc.tuple(vector(4), temperature)])(
    'teacher equal to student: the entropy of the output',
    ([s, t]) => {
      const p = softmax(scaled(s, 1 / t))
      const value = made(t, t).value([[s]], [[s], [s]], [0, 0, 0, 0])
      near(value, -total(p.map((x) => x * Math.log(x))), 1e-9)
      const centred = made(t, 0.04).value([[s]], [[s], [s]], s)
      near(centred, mean(p.map((x) => -Math.log(x))), 1e-9)
    },
  )
})

describe('TiCo', () => {
  const moment = (beta: number, C: Nested, z: Nested) =>
    rows(definition('losses.tico_moment', { beta }).result(C, z))
  const zeros = [
    [0, 0],
    [0, 0],
  ]
  const step = (z: number[][], beta: number) => loss('tico').value(z, z, moment(beta, zeros, z))
  const units = (n: number, d: number) =>
    directions(n, d).map((x) => x.map((row) => scaled(row, 1 / norm(row))))
  const drawn = fc
    .tuple(size(1, 4), size(2, 4))
    .chain(([b, d]) => fc.tuple(units(b, d), units(b, d), real(0, 1), real(0, 10), orthogonal(d)))
  const nothing = (d: number) => Array.from({ length: d }, () => Array.from({ length: d }, () => 0))
  const trace = (C: number[][]) => total(C.map((row, i) => row[i] ?? 0))

  test('worked values', () => {
    const axes = [
      [1, 0],
      [0, 1],
    ]
    const same = [
      [1, 0],
      [1, 0],
    ]
    near(
      moment(0.9, zeros, axes),
      [
        [0.05, 0],
        [0, 0.05],
      ],
      1e-12,
    )
    near([step(axes, 0.9), step(same, 0.9), step(axes, 0), step(same, 0)], [0.4, 0.8, 4, 8], 1e-9)
  })

  property.prop([drawn])('the trace of the moment tells the steps', ([z, , beta]) => {
    const d = z[0]?.length ?? 0
    let C: number[][] = nothing(d)
    for (let t = 1; t <= 4; t++) {
      C = moment(beta, C, z)
      near(trace(C), 1 - beta ** t, 1e-9)
    }
    zero(Object.values(definition('losses.tico_moment', { beta }).gradient(C, z).gradients))
  })

  property.prop([drawn])(
    'without memory: mean squared cosine of all ordered pairs; rotation; range',
    ([z, other, , rho, q]) => {
      const made = loss('tico', { rho })
      const C = moment(0, nothing(z[0]?.length ?? 0), z)
      const squares = z.flatMap((a) => z.map((b) => dot(a, b) ** 2))
      const alignment = 1 - mean(z.map((a, b) => dot(a, other[b] ?? [])))
      near(made.value(z, other, C), alignment + rho * mean(squares), 1e-9)
      near(loss('tico', { rho: 0 }).value(z, other, C), alignment, 1e-12)
      const turnedC = moment(0, nothing(z[0]?.length ?? 0), turned(z, q))
      near(made.value(turned(z, q), turned(other, q), turnedC), made.value(z, other, C), 1e-9)
      expect(rho * mean(squares)).toBeGreaterThanOrEqual(rho / (z[0]?.length ?? 1) - 1e-9)
    },
  )
})
