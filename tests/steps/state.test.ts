import { expect, test } from 'vitest'
import { engineNamed } from '../../src/runtime/engine/choose.js'
import { feeds } from '../../src/runtime/run/plan.js'
import { type Prepared, prepare } from '../../src/runtime/run/prepare.js'
import { dataFolder, pretextOf, smallPrograms } from './program.js'
import { numbersOf, stepsOf } from './steps.js'

const root = dataFolder(40)
const reference = await engineNamed('reference')

async function prepared(file: string): Promise<Prepared> {
  const small = smallPrograms.find((one) => one.file === file)
  if (!small) throw new Error(`there is no ${file}`)
  return prepare(pretextOf(small), root, { evaluate: false, engine: 'reference' })
}

function expectClose(got: readonly number[], expected: readonly number[], what: string): void {
  expect(got.length, what).toBe(expected.length)
  for (const [k, value] of got.entries())
    expect(value, `${what}[${k}]`).toBeCloseTo(expected[k] ?? Number.NaN, 6)
}

test.each([
  ['moco_v2.ssl', 'key.', () => 0.99],
  // cosine(0.99, to: 1) over the 25 steps of 5 epochs.
  ['byol.ssl', 'target.', (step: number) => 1 - (0.01 * (1 + Math.cos((Math.PI * step) / 25))) / 2],
])('%s: a moving copy starts at its source and follows the new parameters', async (file, prefix, decay) => {
  const { program, ...rest } = await prepared(file)
  const { variables } = await stepsOf({ program, ...rest }, reference, 3)
  const copies = Object.entries(program.variables).filter(([, { role }]) => role === 'ema')
  expect(copies.length).toBeGreaterThan(10)
  for (const [path, { source = '' }] of copies) {
    expect(path).toBe(`${prefix}${source}`)
    expect(numbersOf(variables[0], path)).toEqual(numbersOf(variables[0], source))
    for (const step of [0, 1, 2]) {
      const d = decay(step)
      const fresh = numbersOf(variables[step + 1], source)
      const expected = numbersOf(variables[step], path).map((w, k) => d * w + (1 - d) * Number(fresh[k]))
      expectClose(numbersOf(variables[step + 1], path), expected, `${path} of step ${step}`)
    }
  }
})

test.each([
  ['moco_v2.ssl', 'key.'],
  ['byol.ssl', 'target.'],
])('%s: running statistics of a copy are its own', async (file, prefix) => {
  const whole = await prepared(file)
  const { variables } = await stepsOf(whole, reference, 1)
  const statistics = Object.keys(whole.program.variables).filter(
    (path) => path.startsWith(prefix) && path.endsWith('.mu'),
  )
  expect(statistics.length).toBeGreaterThan(2)
  for (const path of statistics) {
    expect(numbersOf(variables[0], path).every((value) => value === 0)).toBe(true)
    // The first step leaves (one or two times) a tenth of the batch's mean, of other views than the source's.
    expect(numbersOf(variables[1], path)).not.toEqual(numbersOf(variables[1], path.slice(prefix.length)))
  }
})

test('moco_v2.ssl: the queue drops its oldest rows and takes unit rows at its end', async () => {
  const { variables } = await stepsOf(await prepared('moco_v2.ssl'), reference, 3)
  const [rows, width, batch] = [24, 6, 8]
  const queue = variables.map((values) => numbersOf(values, 'keys'))
  for (const step of [0, 1, 2]) {
    const [before = [], after = []] = [queue[step], queue[step + 1]]
    expect(after.slice(0, (rows - batch) * width)).toEqual(before.slice(batch * width))
    for (let row = 0; row < rows; row++) {
      const length = Math.hypot(...after.slice(row * width, (row + 1) * width))
      expect(length).toBeCloseTo(1, 5)
    }
  }
  const [first = [], last = []] = [queue[0], queue[3]]
  expect(last.some((value) => first.includes(value))).toBe(false)
})

/** Mean and variance of each channel of a 3 × 3 convolution, stride 2, of grey pictures with a border of zeros. */
function statisticsOf(pictures: ArrayLike<number>, kernel: readonly number[], side: number) {
  const [count, channels] = [pictures.length / side ** 2, kernel.length / 9]
  const out = side / 2
  const at = (picture: number, i: number, j: number): number =>
    i < 0 || j < 0 || i >= side || j >= side ? 0 : Number(pictures[(picture * side + i) * side + j])
  return Array.from({ length: channels }, (_, channel) => {
    let [sum, squares] = [0, 0]
    for (let place = 0; place < count * out ** 2; place++) {
      const picture = Math.floor(place / out ** 2)
      const [i, j] = [2 * (Math.floor(place / out) % out), 2 * (place % out)]
      let value = 0
      for (let u = 0; u < 3; u++)
        for (let v = 0; v < 3; v++)
          value += at(picture, i + u - 1, j + v - 1) * Number(kernel[(u * 3 + v) * channels + channel])
      sum += value
      squares += value ** 2
    }
    const mean = sum / (count * out ** 2)
    return { mean, variance: squares / (count * out ** 2) - mean ** 2 }
  })
}

test('simclr.ssl: running statistics take a tenth of each of the two passes', async () => {
  const whole = await prepared('simclr.ssl')
  const { plan, program, dataset, batches } = whole
  const { variables } = await stepsOf(whole, reference, 1)
  const session = await reference.create(program.graph)
  await session.assign(plan.initial())
  const examples = batches.at(0)
  const moment = { step: 0, stageStep: 0, steps: 25, stepsPerEpoch: 5, seed: 0 }
  const fields = dataset.read(examples)
  const views = await session.evaluate('views', feeds(program, 'views', { ...moment, examples, fields }))
  await session.close()
  const layer = 'f.norm_conv1'
  const kernel = numbersOf(variables[0], `${layer}.conv1.k`)
  const passes = ['view1', 'view2'].map((name) => statisticsOf(views[name] ?? [], kernel, 20))
  const follow = (start: number, of: 'mean' | 'variance') =>
    kernel
      .slice(0, kernel.length / 9)
      .map((_, channel) =>
        passes.reduce((running, pass) => 0.9 * running + 0.1 * Number(pass[channel]?.[of]), start),
      )
  expectClose(numbersOf(variables[1], `${layer}.batch_norm1.mu`), follow(0, 'mean'), 'mu')
  expectClose(numbersOf(variables[1], `${layer}.batch_norm1.variance`), follow(1, 'variance'), 'variance')
})

test.each(smallPrograms)('$file: evaluating a step changes nothing', async (small) => {
  const { plan, dataset, batches } = await prepare(pretextOf(small), root, { evaluate: false })
  const session = await reference.create(plan.graph)
  await session.assign(plan.initial())
  const before = await session.read()
  const inputs = plan.stages[0]?.inputs({
    step: 0,
    stageStep: 0,
    stepsPerEpoch: batches.stepsPerEpoch,
    examples: batches.at(0),
    fields: dataset.read(batches.at(0)),
  })
  await session.evaluate('step', inputs ?? {})
  expect(await session.read()).toEqual(before)
  await session.close()
})
