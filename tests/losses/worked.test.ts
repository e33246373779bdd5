import { describe, expect, test } from 'vitest'
import { enginesHere } from '../../src/engines/engines.fixture.js'
import { definitionOf } from '../../src/program/definition/information.js'
import { definition, plain } from './harness.js'
import { near } from './numbers.js'
import { worked } from './worked.js'

/* The worked values: by the reference and by the emitted module in float64, by the other engines in float32. */

const engines = enginesHere()

describe.each(worked)('$id $path', ({ path, settings, data, expected, single = 1e-4 }) => {
  test('worked value', () => {
    near(definition(path, settings).result(...data), expected, 1e-6)
  })

  test('the emitted module computes the same bits', async () => {
    const [module, name = ''] = path.split('.')
    const emitted: Readonly<Record<string, unknown>> = await import(
      module === 'augment' ? 'sslang/std/augment' : 'sslang/std/losses'
    )
    const information = definitionOf(emitted[name] as object)
    if (!information) throw new Error(`${path} is not exported`)
    expect(plain(information, settings).result(...data)).toEqual(definition(path, settings).result(...data))
  })

  for (const engine of engines)
    test(`in float32, on ${engine.name}, it is the same`, async () => {
      near(await definition(path, settings).resultOn(engine, ...data), expected, single)
    })
})
