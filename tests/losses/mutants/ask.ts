import fc from 'fast-check'
import { parse } from '../../../src/grammar/parser.js'
import { lookups, replaceLosses } from '../definitions.js'
import { mutants } from './mutate.js'
import { type Group, groups, outcome, type Test, testsOf } from './stand-in.js'

/* Each mutant is put to the tests of its definition. */

/** A test, found again by its place in its group. */
interface Known {
  readonly id: string
  readonly group: Group
  readonly at: number
  readonly milliseconds: number
  /** Names of the definitions that it looks up. */
  readonly about: ReadonlySet<string>
}

export type Fate =
  /** The checker, or the library at every call, refuses it: no mistake that anyone could make. */
  'refused' | 'killed' | 'alive'

export interface Asked {
  readonly definition: string
  readonly kind: string
  readonly before: string
  readonly after: string
  readonly fate: Fate
  /** The tests that fail, in the order in which they were asked. */
  readonly killers: readonly string[]
}

export interface Answers {
  readonly tests: readonly { readonly id: string; readonly about: readonly string[] }[]
  readonly mutants: readonly Asked[]
}

const seed = 20201117
/** What takes longer is asked of those that nothing else has killed. */
const slow = 1500

/** Which definitions of a module need which others, themselves included. */
function dependants(source: string): (name: string) => ReadonlySet<string> {
  const all = parse(source, 'std.losses').file.declarations.flatMap((one) =>
    one.is === 'definition' ? [{ name: one.name.text, text: source.slice(one.name.end, one.end) }] : [],
  )
  return (name) => {
    const found = new Set([name])
    for (const needed of found)
      for (const one of all) if (new RegExp(`\\b${needed}\\b`).test(one.text)) found.add(one.name)
    return found
  }
}

async function knownTests(): Promise<readonly Known[]> {
  const known: Known[] = []
  for (const group of groups)
    for (const [at, test] of testsOf(group).entries()) {
      lookups.clear()
      const start = performance.now()
      const held = await outcome(test.run)
      const id = `${test.file}: ${test.name}`
      if (held !== 'held') throw new Error(`${id}: ${held} of the library itself`)
      const about = [...test.about, ...lookups].flatMap((path) => path.split('std.losses.')[1] ?? [])
      known.push({ id, group, at, milliseconds: performance.now() - start, about: new Set(about) })
    }
  return known.sort((a, b) => a.milliseconds - b.milliseconds)
}

/** The tests of a group of which some mutants cannot even be collected. */
function collected(group: Group): readonly Test[] | Test['run'] {
  try {
    return testsOf(group)
  } catch (error) {
    return () => {
      throw error
    }
  }
}

/** Puts every mutant of a share to the tests. */
export async function ask(
  source: string,
  mine: (at: number) => boolean,
  told: (line: string) => void,
): Promise<Answers> {
  fc.configureGlobal({ seed, numRuns: 100 })
  const known = await knownTests()
  told(`${known.length} tests, ${Math.round(known.reduce((sum, one) => sum + one.milliseconds, 0))} ms`)
  const needing = dependants(source)
  const answers: Asked[] = []
  const all = mutants(source, 'std.losses')
  for (const [number, { module, ...mutant }] of all.entries()) {
    if (!mine(number)) continue
    if (replaceLosses(module).length > 0) {
      answers.push({ ...mutant, fate: 'refused', killers: [] })
      continue
    }
    const names = needing(mutant.definition)
    const concerned = known.filter(({ about }) => [...names].some((name) => about.has(name)))
    const direct = concerned.filter(({ about }) => about.has(mutant.definition))
    const rest = concerned.filter((one) => !direct.includes(one))
    const again = new Map<Group, ReturnType<typeof collected>>()
    const killers: string[] = []
    let refused = false
    for (const { id, group, at, milliseconds } of [...direct, ...rest]) {
      if (milliseconds > slow && killers.length > 0) continue
      const tests = again.get(group) ?? collected(group)
      again.set(group, tests)
      const run = typeof tests === 'function' ? tests : tests[at]?.run
      const how = run === undefined ? 'failed' : await outcome(run)
      if (how === 'failed') killers.push(id)
      if (how === 'refused') refused = true
    }
    const fate = killers.length > 0 ? 'killed' : refused ? 'refused' : 'alive'
    answers.push({ ...mutant, fate, killers })
  }
  replaceLosses(undefined)
  return { tests: known.map(({ id, about }) => ({ id, about: [...about] })), mutants: answers }
}
