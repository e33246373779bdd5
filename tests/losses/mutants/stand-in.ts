import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { SslError } from '../../../src/messages/diagnostic.js'
import { lookups } from '../definitions.js'

/*
 * What the tests take from vitest and @fast-check/vitest, in one process: a property is collected once and asked
 * again for each mutant. Its bundle puts this in the place of both.
 */

export { fc }

export interface Test {
  readonly file: string
  readonly name: string
  /** What it looks up while it is collected. */
  readonly about: readonly string[]
  readonly run: () => void | Promise<void>
}

/** A describe at the top of a file, or a test there. */
export interface Group {
  readonly file: string
  readonly name: string
  readonly collect: () => void
}

type Body = (...given: readonly unknown[]) => void | Promise<void>

export const groups: Group[] = []
let collecting:
  | { readonly tests: Test[]; readonly group: Group; readonly path: readonly string[] }
  | undefined
let file = ''

/** From here on groups belong to that file. */
export const enter = (name: string): void => {
  file = name
}

/** The tests of a group; what they look up at this is said of all of them. */
export function testsOf(group: Group): readonly Test[] {
  lookups.clear()
  collecting = { tests: [], group, path: [] }
  try {
    group.collect()
    const about = [...lookups]
    return collecting.tests.map((one) => ({ ...one, about }))
  } finally {
    collecting = undefined
  }
}

/** These compare engines, and the emitted module, with the compiler: they know of no mutant. */
const comparison = /^in float32, on |emitted module/

function add(name: string, run: Test['run']): void {
  if (comparison.test(name)) return
  if (!collecting) {
    groups.push({ file, name, collect: () => add(name, run) })
    return
  }
  const { tests, group, path } = collecting
  tests.push({ file: group.file, name: [...path, name].join(': '), about: [], run })
}

const titled = (template: string, given: unknown): string => {
  const items: readonly unknown[] = Array.isArray(given) ? given : [given]
  let at = 0
  return template
    .replace(/\$(\w+)/g, (_, key: string) => String((given as Record<string, unknown>)[key]))
    .replace(/%[dsoj]/g, () => {
      const one = items[at++]
      return typeof one === 'object' ? JSON.stringify(one) : String(one)
    })
}

export const describe = Object.assign(
  (name: string, body: () => void): void => {
    if (!collecting) {
      groups.push({ file, name, collect: () => describe(name, body) })
      return
    }
    const outer = collecting
    collecting = { ...outer, path: [...outer.path, name] }
    body()
    collecting = outer
  },
  {
    each:
      <T>(all: readonly T[]) =>
      (template: string, body: (one: T) => void): void => {
        for (const one of all) describe(titled(template, one), () => body(one))
      },
  },
)

const each =
  (rows: readonly unknown[]) =>
  (template: string, body: Body): void => {
    for (const row of rows)
      add(titled(template, row), () => body(...(Array.isArray(row) ? (row as unknown[]) : [row])))
  }

const prop =
  (given: readonly fc.Arbitrary<unknown>[], settings: { readonly numRuns?: number } = {}) =>
  (name: string, body: Body): void =>
    add(name, () => {
      const all = fc.tuple(...given)
      // The first failure kills: it is not made smaller.
      const how: fc.Parameters<[unknown[]]> = { ...settings, endOnFailure: true }
      const property =
        body.constructor.name === 'AsyncFunction'
          ? fc.asyncProperty(all, async (data) => body(...data))
          : fc.property(all, (data) => void body(...data))
      return fc.assert(property as fc.IProperty<[unknown[]]>, how)
    })

export const test = Object.assign((name: string, body: Body): void => add(name, () => body()), { each, prop })
export const it = Object.assign((name: string, body: Body): void => add(name, () => body()), {
  each,
  skip: (): void => undefined,
})

// ---- Expectations ----------------------------------------------------------------------------------------------

export class Unmet extends Error {}

const matchers: Readonly<Record<string, (given: unknown, ...expected: readonly unknown[]) => boolean>> = {
  toBe: (given, expected) => Object.is(given, expected),
  toEqual: (given, expected) => isDeepStrictEqual(given, expected),
  toContain: (given, expected) => (given as readonly unknown[]).includes(expected),
  toBeGreaterThan: (given, expected) => Number(given) > Number(expected),
  toBeGreaterThanOrEqual: (given, expected) => Number(given) >= Number(expected),
  toBeLessThan: (given, expected) => Number(given) < Number(expected),
  toBeLessThanOrEqual: (given, expected) => Number(given) <= Number(expected),
  toBeCloseTo: (given, expected, digits = 2) =>
    Math.abs(Number(given) - Number(expected)) < 10 ** -Number(digits) / 2,
  toThrow: (given, expected) => {
    try {
      ;(given as () => unknown)()
      return false
    } catch (error) {
      if (typeof expected === 'function') return error instanceof (expected as typeof Error)
      return expected === undefined || String((error as Error).message).includes(String(expected))
    }
  },
}

type Matchers = Readonly<Record<string, (...expected: readonly unknown[]) => void>>

export function expect(given: unknown): Matchers & { readonly not: Matchers } {
  const wanting = (outcome: boolean): Matchers =>
    Object.fromEntries(
      Object.entries(matchers).map(([name, holds]) => [
        name,
        (...expected: readonly unknown[]) => {
          if (holds(given, ...expected) !== outcome) throw new Unmet(`${outcome ? '' : 'not '}${name}`)
        },
      ]),
    )
  return { ...wanting(true), not: wanting(false) } as Matchers & { readonly not: Matchers }
}

/** How a test ends: held, failed, or refused by the library before it could say. */
export async function outcome(run: Test['run']): Promise<'held' | 'failed' | 'refused'> {
  try {
    await run()
    return 'held'
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    return cause instanceof SslError ? 'refused' : 'failed'
  }
}
