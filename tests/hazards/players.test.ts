import { describe, expect, test } from 'vitest'
import { checkModule, evaluateModule, librarySource } from '../../src/compiler/index.js'
import type { Values } from '../../src/engines/engine.js'
import { reference } from '../../src/engines/reference/reference.js'
import { behind } from '../../src/graph/behind.js'
import { count } from '../../src/graph/count.js'
import { sizeOf } from '../../src/graph/dimension.js'
import * as $ from '../../src/program/index.js'
import { diagnosticsOf } from './row.js'

/** Two players: what one owns, and what the other. */
interface Game {
  readonly what: string
  readonly players: readonly [first: RegExp, second: RegExp]
  /** The program, with a factor before each player's objective. */
  readonly text: (first: number, second: number) => string
}

const adversarial: Game = {
  what: 'a painter and its critic',
  players: [/^[fg]\./, /^d\./],
  text: (first, second) => `import std.{encoders, heads, layers, losses}

data photos: f32[6] = npy("p.npy")

model f = linear(4) |> batch_norm |> tanh
model g = linear(6)
model d = linear(4) |> tanh |> linear(1)

pretext p {
  batch x from photos, size: 8
  let painted = g(f(x))
  let real[b] = d(x[b])[0]
  let fake[b] = d(painted[b])[0]
  minimize ${first} * (mean((painted - x)^2) + generator_loss(fake)) over f, g
  minimize ${second} * discriminator_loss(real, fake) over d
}

train p {
  epochs: 1
  optimizer: sgd(lr: 0.1)
}
`,
}

const split: Game = {
  what: 'two halves that predict each other',
  players: [/^(f1|to_second)\./, /^(f2|to_first)\./],
  text: (first, second) => `import std.{encoders, heads, layers, losses}

data photos: f32[6] = npy("p.npy")

model f1 = linear(4) |> tanh
model f2 = linear(4) |> tanh

pretext p {
  batch x from photos, size: 8
  model to_second = linear(3)
  model to_first = linear(3)
  let one[b, k < 3] = x[b, k]
  let two[b, k < 3] = x[b, k + 3]
  minimize ${first} * mean((to_second(f1(one)) - two)^2) over f1, to_second
  minimize ${second} * mean((to_first(f2(two)) - one)^2) over f2, to_first
}

train p {
  epochs: 1
  optimizer: sgd(lr: 0.1)
}
`,
}

function programOf(text: string): $.StepProgram {
  const read = (path: string): string | undefined => (path === 'main.ssl' ? text : librarySource(path))
  const { modules } = checkModule('main.ssl', { read })
  return $.buildStep(evaluateModule(modules, 'main.ssl').values.get('p') as $.Pretext)
}

/** The parameters after one step on a batch of fixed numbers. */
async function afterOneStep(program: $.StepProgram): Promise<Values> {
  const fed = Object.fromEntries(
    Object.entries(program.graph.functions.step?.inputs ?? {}).map(([name, { shape }]) => [
      name,
      Float32Array.from({ length: count(shape.map(sizeOf)) }, (_, k) => Math.sin(k + 1)),
    ]),
  )
  const session = await reference.create(program.graph)
  try {
    await session.assign($.initialValues(program, 0))
    await session.step('step', fed)
    return await session.read()
  } finally {
    await session.close()
  }
}

const parametersOf = ({ variables }: $.StepProgram, player: RegExp): string[] =>
  Object.keys(variables).filter((path) => variables[path]?.role === 'parameter' && player.test(path))

describe.each([adversarial, split])('$what', ({ text, players }) => {
  test('are in order, and own all parameters between them, none together', () => {
    expect(diagnosticsOf(text(1, 1))).toEqual([])
    const program = programOf(text(1, 1))
    const [first, second] = players.map((player) => parametersOf(program, player))
    expect(first?.length).toBeGreaterThan(0)
    expect(second?.length).toBeGreaterThan(0)
    expect([...(first ?? []), ...(second ?? [])].sort()).toEqual([...(program.stages[0]?.owned ?? [])].sort())
  })

  test('the update of a player reads no factor of the other, in the graph', () => {
    const program = programOf(text(3, 7))
    const updates = program.graph.functions.step?.updates ?? {}
    for (const [k, foreign] of [7, 3].entries()) {
      for (const path of parametersOf(program, players[k] ?? /^$/)) {
        const node = updates[path]
        if (!node) throw new Error(`nothing updates ${path}`)
        const constants = [...behind([node], ({ inputs }) => inputs)].filter(({ op }) => op === 'constant')
        expect(constants.some(({ data }) => data?.length === 1 && data[0] === foreign)).toBe(false)
      }
    }
  })

  test('a step keeps every bit of a player when only the objective of the other changes', async () => {
    const [plain, louder] = [programOf(text(1, 1)), programOf(text(1, 1000))]
    const [before, after] = [await afterOneStep(plain), await afterOneStep(louder)]
    const [mine, theirs] = players.map((player) => parametersOf(plain, player))
    for (const path of mine ?? []) expect(after[path]).toEqual(before[path])
    expect((theirs ?? []).some((path) => `${after[path]}` !== `${before[path]}`)).toBe(true)
    const quiet = await afterOneStep(programOf(text(1000, 1)))
    for (const path of theirs ?? []) expect(quiet[path]).toEqual(before[path])
    expect((mine ?? []).some((path) => `${quiet[path]}` !== `${before[path]}`)).toBe(true)
  })
})
