import { behind, gradientInputs } from '../../graph/behind.js'
import { withOrigin } from '../../graph/origin.js'
import type { Build, Objective } from '../definition/build.js'
import { isModel } from '../model/model.js'
import { refuse } from '../report.js'

/** The parameters that each objective trains, in the order in which they were made. */
export function ownedBy(build: Build, objectives: readonly Objective[]): string[][] {
  const seen = new Set<string>()
  return objectives.map((objective) =>
    withOrigin(objective.origin, () => {
      const owned = ownedByOne(build, objective)
      const twice = owned.find((parameter) => seen.has(parameter))
      if (twice !== undefined) refuse('SSL3124', { parameter: twice })
      for (const parameter of owned) seen.add(parameter)
      return owned
    }),
  )
}

function ownedByOne(build: Build, { value, over }: Objective): string[] {
  const reached = behind([value], gradientInputs)
  const parameters = [...build.variables.values()].filter(({ role }) => role === 'parameter')
  if (!over) {
    const all = parameters.filter(({ node }) => reached.has(node)).map(({ path }) => path)
    return all.length > 0 ? all : refuse('SSL3123', {})
  }
  const own = new Set<string>()
  for (const model of over) {
    const paths = build.models.get(model)?.paths ?? new Set<string>()
    const trained = parameters.filter(({ path, node }) => paths.has(path) && reached.has(node))
    if (trained.length === 0) refuse('SSL3125', { model: isModel(model) ? model.modelName : 'this model' })
    for (const { path } of trained) own.add(path)
  }
  return parameters.filter(({ path }) => own.has(path)).map(({ path }) => path)
}
