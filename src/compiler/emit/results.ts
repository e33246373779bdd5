import type { Core, CoreBody, CoreModule } from '../core.js'
import { printString } from './literal.js'

type Call = Extract<Core, { is: 'call' }>

/** What the results of a run are named after: models that are evaluated, evaluations, metrics. */
interface Results {
  readonly models: Set<string>
  readonly evaluations: Set<string>
  readonly metrics: Set<string>
}

/**
 * Type arguments of `$.pretext` by the name of the pretext: the names that a run's results have in
 * TypeScript, `'f', 'linear_probe' | 'knn', 'accuracy'`. None where nothing is evaluated or measured.
 */
export function resultTypes({ declarations }: CoreModule): ReadonlyMap<string, string> {
  const found = new Map<string, Results>()
  for (const { name, value } of declarations) {
    if (name !== undefined && isCall(value, 'pretext')) {
      const metrics = new Set(callsIn(value, 'metric').flatMap(textOf))
      found.set(name, { models: new Set(), evaluations: new Set(), metrics })
    }
  }
  for (const { value } of declarations) if (isCall(value, 'evaluate')) addEvaluations(value, found)
  return new Map([...found].flatMap(([name, results]) => typesOf(name, results)))
}

function addEvaluations({ arguments: [targets, , asked] }: Call, found: ReadonlyMap<string, Results>): void {
  for (const target of itemsOf(targets)) {
    const [pretext, model] = itemsOf(target)
    const results = pretext?.is === 'name' ? found.get(pretext.name) : undefined
    if (model?.is === 'name') results?.models.add(model.name)
    if (model?.is === 'literal') results?.models.add(String(model.value))
    for (const evaluation of itemsOf(asked)) {
      if (evaluation.is === 'call' && evaluation.callee.is === 'global')
        results?.evaluations.add(evaluation.callee.name)
    }
  }
}

function typesOf(name: string, { models, evaluations, metrics }: Results): [string, string][] {
  if (models.size === 0 && metrics.size === 0) return []
  const shown = metrics.size > 0 ? [models, evaluations, metrics] : [models, evaluations]
  return [[name, shown.map(union).join(', ')]]
}

const union = (names: ReadonlySet<string>): string =>
  names.size === 0 ? 'never' : [...names].map(printString).join(' | ')

const isCall = (core: Core, name: string): core is Call =>
  core.is === 'call' &&
  core.callee.is === 'global' &&
  core.callee.namespace === '$' &&
  core.callee.name === name

const itemsOf = (core: Core | undefined): readonly Core[] => (core?.is === 'array' ? core.items : [])

const textOf = ({ arguments: [first] }: Call): string[] =>
  first?.is === 'literal' && typeof first.value === 'string' ? [first.value] : []

/** The calls of that name among the statements of a body, in stages too. */
function callsIn(core: CoreBody, name: string): readonly Call[] {
  if (core.is === 'block') return core.statements.flatMap(({ value }) => callsIn(value, name))
  if (core.is === 'arrow') return callsIn(core.body, name)
  if (core.is !== 'call') return []
  return [...(isCall(core, name) ? [core] : []), ...core.arguments.flatMap((item) => callsIn(item, name))]
}
