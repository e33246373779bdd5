import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { librarySource } from '../../src/compiler/index.js'
import { enginesHere } from '../../src/engines/engines.fixture.js'
import { definitionOf } from '../../src/program/definition/information.js'
import { order } from './arbitrary.js'
import { type Case, cases } from './cases.js'
import { loss, type Nested, plain } from './harness.js'
import { agreesWithDifferences, flat, map, near } from './numbers.js'

/* What holds of every loss: finite, blind to the order of examples, exact gradients, none for targets. */

const runs = { numRuns: 15 }
const engines = enginesHere()

/** The examples of an argument, chosen by number. */
function chosen(value: Nested, axis: number, numbers: readonly number[]): Nested {
  const items = value as readonly Nested[]
  return axis === 0
    ? numbers.map((k) => items[k] as Nested)
    : items.map((one) => chosen(one, axis - 1, numbers))
}

const countOf = (value: Nested | undefined, axis: number): number => {
  const items = value as readonly Nested[]
  return axis === 0 ? items.length : countOf(items[0], axis - 1)
}

/** The data of a case with the examples chosen by number in all arguments that have some. */
function batch(
  one: Case,
  names: readonly string[],
  data: readonly Nested[],
  pick: (size: number) => number[],
) {
  const { axis } = one
  if (axis === undefined) return data
  const first = names.findIndex((name) => !one.constants.includes(name))
  const numbers = pick(countOf(data[first], axis))
  return data.map((value, k) =>
    one.constants.includes(names[k] ?? '') ? value : chosen(value, axis, numbers),
  )
}

test('every loss of the library has a case', () => {
  const source = librarySource('std.losses') ?? ''
  const names = [...source.matchAll(/^loss (\w+)/gm)].map(([, name]) => name)
  expect(cases.map(({ name }) => name).sort()).toEqual(names.sort())
})

describe.each(cases)('$name', (one) => {
  const { name, configuration, data } = one
  const given = fc.tuple(configuration, data)

  property.prop([given], runs)('its gradients agree with central differences', ([settings, args]) => {
    const made = loss(name, settings)
    if (one.stops) near(made.gradient(...args).value, made.value(...args), 0)
    else agreesWithDifferences(made, args, one.targets)
  })

  test('its targets receive exactly no gradient, every other argument some', () => {
    const moved = new Set<string>()
    for (const [settings, args] of fc.sample(given, 30))
      for (const [argument, slope] of Object.entries(loss(name, settings).gradient(...args).gradients))
        if (flat(slope).some((x) => x !== 0)) moved.add(argument)
    const { names, gradient } = loss(name, fc.sample(configuration, 1)[0])
    const real = Object.keys(gradient(...(fc.sample(data, 1)[0] ?? [])).gradients)
    const trained = names.filter((argument) => real.includes(argument) && !one.targets.includes(argument))
    expect([...moved].sort()).toEqual(trained.sort())
  })

  property.prop([given, order(8)], runs)(
    'it does not see the order of the examples',
    ([settings, args], by) => {
      const made = loss(name, settings)
      const moved = batch(one, made.names, args, (size) => by.filter((k) => k < size))
      near(made.value(...moved), made.value(...args), 1e-9)
    },
  )

  property.prop([given], runs)('a batch given twice', ([settings, args]) => {
    const made = loss(name, settings)
    const numbers = (size: number) => Array.from({ length: 2 * size }, (_, k) => k % size)
    const doubled = batch(one, made.names, args, numbers)
    const [before, after] = [made.value(...args), made.value(...doubled)]
    if (one.twice === 'same') near(after, before, 1e-9)
    if (one.twice === 'double') near(after, 2 * before, 1e-9)
    if (one.twice === 'higher') expect(after).toBeGreaterThan(before)
    expect(Number.isFinite(after)).toBe(true)
  })

  property.prop([given, fc.constantFrom(0, 1e-4, 100, 5000)], runs)(
    'numbers of any size up to ten thousand give finite values and gradients',
    ([settings, args], scale) => {
      const made = loss(name, settings)
      const scaled = args.map((value, k) =>
        one.free.includes(made.names[k] ?? '') ? map(value, (x) => x * scale) : value,
      )
      const { value, gradients } = made.gradient(...scaled)
      const numbers = [value, ...flat(Object.values(gradients))]
      expect(numbers.filter((x) => !Number.isFinite(x))).toEqual([])
    },
  )

  for (const engine of engines)
    property.prop([given, fc.constantFrom(1, 5000)], { numRuns: 3 })(
      `in float32, on ${engine.name}, it is the same`,
      async ([settings, args], scale) => {
        const made = loss(name, settings)
        const scaled = args.map((value, k) =>
          one.free.includes(made.names[k] ?? '') ? map(value, (x) => Math.fround(x * scale)) : value,
        )
        const [exact, single] = [made.gradient(...scaled), await made.on(engine, ...scaled)]
        const numbers = [single.value, ...flat(Object.values(single.gradients))]
        expect(numbers.filter((x) => !Number.isFinite(x))).toEqual([])
        if (scale > 1) return
        near(single.value, exact.value, 1e-4)
        for (const [argument, slope] of Object.entries(exact.gradients))
          near(single.gradients[argument], slope, 1e-4)
      },
    )

  property.prop([given], runs)('the emitted module computes the same bits', async ([settings, args]) => {
    const emitted: Readonly<Record<string, unknown>> = await import('sslang/std/losses')
    const information = definitionOf(emitted[name] as object)
    if (!information) throw new Error(`${name} is not exported`)
    expect(plain(information, settings).gradient(...args)).toEqual(loss(name, settings).gradient(...args))
  })
})
