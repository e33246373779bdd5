import type { Answers, Asked } from './ask.js'
import { equivalents, reasonOf } from './equivalent.js'

/* docs/mutants.md. */

const count = <T>(items: readonly T[], key: (one: T) => string): [string, number][] => {
  const found = new Map<string, number>()
  for (const one of items) found.set(key(one), (found.get(key(one)) ?? 0) + 1)
  return [...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const cell = (text: string) => text.replaceAll('|', '\\|')
const code = (text: string) => `\`${text.replace(/\s*\n\s*/g, ' ⏎ ')}\``

/** Mutants that differ from the library and that no test tells from it. */
export const missed = ({ mutants }: Answers): readonly Asked[] =>
  mutants.filter((one) => one.fate === 'alive' && reasonOf(one.definition, one.after) === undefined)

/** How many of a test's kind it is: what the test of each loss says, or one of a file. */
const family = (id: string) =>
  id.replace(/^universal: \w+: /, 'each loss: ').replace(/^worked: .*$/, 'worked values')

function row(name: string, all: readonly Asked[]): readonly (string | number)[] {
  const of = (fate: Asked['fate']) => all.filter((one) => one.fate === fate)
  const killers = count(
    of('killed').flatMap((one) => one.killers[0] ?? []),
    family,
  )
  const first = killers.map(([id, n]) => `${cell(id)} (${n})`).join('<br>')
  return [
    name,
    all.length - of('refused').length,
    of('killed').length,
    of('alive').length,
    of('refused').length,
    first,
  ]
}

export function page(answers: Answers, hash: string): string {
  const { mutants, tests } = answers
  const of = (fate: Asked['fate'], among = mutants) => among.filter((one) => one.fate === fate)
  const [killed, alive, refused] = [of('killed').length, of('alive').length, of('refused').length]
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`
  const names = [...new Set(mutants.map((one) => one.definition))]
  const kinds = count(mutants, (one) => one.kind).map(([kind]) => kind)
  const kills = new Map(
    count(
      mutants.flatMap((one) => one.killers),
      (id) => id,
    ),
  )
  const idle = tests.filter(({ id }) => !kills.has(id))
  const bites = count(
    mutants.flatMap((one) => one.killers),
    family,
  )
  return `# Do the properties of the losses bite?

Written by \`npm run mutants\` (\`tests/losses/mutants/\`), which makes small mistakes mechanically in every definition of
\`std/losses.ssl\`, on the syntax tree, and puts each to the tests of that definition and of those that use it. The
state that it speaks of is \`${hash}\`; \`npm test\` fails when the losses or their tests have changed since.

- **${mutants.length}** mistakes; **${refused}** are refused by the checker, or by the library at every call: nobody could run them.
- Of the ${killed + alive} that run, **${killed}** are killed (${share(killed, killed + alive)}); of those that differ from the library at all,
  ${share(killed, killed + missed(answers).length)}.
- **${alive}** survive: ${alive - missed(answers).length} are equivalent to what stands there, for the reasons below.

The mistakes: an index exchanged with its neighbour or another one in scope (\`axis\`), a reduction for another
(\`sum\` and \`mean\`, \`max\` and \`min\`, \`any\` and \`all\`), a sign, a \`stop_gradient\` dropped, a condition dropped,
negated, moved by one or turned into its other side, an index shifted by one (also around the end), a constant
doubled, operands exchanged, a factor, a term, a call or a setting dropped, a default doubled, a bound dropped.
No mistake is made where what is written shows it to be none: \`a - b\` is not turned round under a square, nor \`u @ v\`;
indices of what is symmetric by its definition are not exchanged, nor is an index shifted that stands once in what is
reduced over it; \`i + n\` stays where it is taken modulo \`2 * n\`.

## By kind

${table(
  ['kind', 'run', 'killed', 'survive', 'refused'],
  kinds.map((kind) => {
    const all = mutants.filter((one) => one.kind === kind)
    return [
      kind,
      all.length - of('refused', all).length,
      of('killed', all).length,
      of('alive', all).length,
      of('refused', all).length,
    ]
  }),
)}

## By definition

The last column names the tests that killed first, the quickest being asked first, and how many.

${table(
  ['definition', 'run', 'killed', 'survive', 'refused', 'killed first by'],
  names.map((name) =>
    row(
      name,
      mutants.filter((one) => one.definition === name),
    ),
  ),
)}

## Survivors

${equivalents
  .map(({ because, of: lines }) => {
    const all = Object.entries(lines).flatMap(([name, after]) =>
      after.map((line) => {
        const one = mutants.find((each) => each.definition === name && each.after === line)
        return `- ${name}: ${code(one?.before ?? '?')}  \n  → ${code(line)}`
      }),
    )
    return `**${because[0]?.toUpperCase()}${because.slice(1)}.**\n\n${all.join('\n')}`
  })
  .join('\n\n')}

## What kills how many

Every test is asked about every mutant that concerns it, also about those that another has killed; one that takes
more than a second and a half is only asked about those that nothing else kills.

${table(
  ['test', 'kills'],
  bites.map(([id, n]) => [cell(id), n]),
)}

## What kills nothing

${idle.length} of ${tests.length} tests kill none of these mutants. They are about something else, and fail when that breaks:

- *its gradients agree with central differences*: the derivatives are made from the mutant, and agree with it. The
  test is about how they are made: with a wrong derivative of the product it fails for 20 losses.
- *it does not see the order of the examples*, *a batch given twice* of a loss that speaks of one example: these
  are about the mean over the batch, which the definition does not write. With a sum in its place the latter fails
  for 29 losses.
- *numbers of any size up to ten thousand*, where the guard is in an operation: with a softplus that overflows it
  fails for 6 losses.
- *its targets receive exactly no gradient, every other argument some*, of a loss without targets.
- tests that are slow, see above; a default of which the double is out of bounds.
- refusals of arguments and axes, which the heads of definitions make; queues, turns, permutations and schedules,
  which \`std/losses.ssl\` does not define.

${table(
  ['test', 'of how many definitions'],
  count(idle, ({ id }) => family(id)).map(([id, n]) => [cell(id), n]),
)}
`
}
