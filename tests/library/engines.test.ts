import { describe, expect, test } from 'vitest'
import { callDefinition } from '../../src/cli/calling.js'
import { librarySource } from '../../src/compiler/index.js'
import { apart } from '../../src/engines/conformance.fixture.js'
import type { Engine } from '../../src/engines/engine.js'
import { enginesHere } from '../../src/engines/engines.fixture.js'
import { reference } from '../../src/engines/reference/reference.js'
import { inPlace } from '../../src/engines/working.fixture.js'
import { type Call, calls, published } from './calls.js'

const modules = ['augment', 'color', 'corrupt', 'encoders', 'heads', 'layers', 'prelude']

test('every definition of the library but the losses is called', () => {
  const names = modules.flatMap((module) =>
    [...(librarySource(`std.${module}`) ?? '').matchAll(/^(?:fn|augment|layer|encoder|head) (\w+)/gm)].map(
      ([, name]) => `${module}.${name}`,
    ),
  )
  const compiled = published.map(([encoder]) => `encoders.${encoder.split('(')[0]}`)
  const called = calls.map(([path]) => path)
  expect([...new Set([...called, ...compiled])].sort()).toEqual(names.sort())
})

/** Value and gradients by the arguments that are real numbers, as plain numbers by name. */
async function answer([path, input]: Call, engine: Engine): Promise<Map<string, number[]>> {
  const keyed = { seed: 3, step: 2, example: 1, training: true, engine }
  const grad = ['x', 'z', 'u', 'c', 'h', 'first', 'patches', 'tiles', 'y', 'code'].filter(
    (name) => name in input,
  )
  const tuple = /masking|salt|gaussian_noise|random_blocks|random_region|split/.test(path)
  const moved = tuple || path === 'prelude.top' ? [] : grad
  const { value, gradients } = await callDefinition(`std.${path}`, input, { ...keyed, grad: moved })
  return new Map(Object.entries({ value, ...gradients }).map(([name, one]) => [name, numbers(one)]))
}

const numbers = (value: unknown): number[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [Number(value)]

describe.each(enginesHere())('$name computes what reference does of', (engine) => {
  test.each(calls.map((call) => ({ path: call[0], call })))('$path', async ({ call }) => {
    const [got, expected] = [await answer(call, inPlace(engine)), await answer(call, reference)]
    for (const [name, values] of expected) {
      const own = got.get(name) ?? []
      expect(own.length, name).toBe(values.length)
      const most = Math.max(...values.map((value, k) => apart(own[k] ?? Number.NaN, value)))
      expect(most, name).toBeLessThan(5e-5)
    }
  })
})
