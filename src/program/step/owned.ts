import type { Node } from '../../graph/node.js'
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
  const reached = reachedFrom(value)
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

/** The nodes to which the gradient of a value flows. */
export function reachedFrom(value: Node): Set<Node> {
  const reached = new Set<Node>([value])
  const open = [value]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.op === 'stopGradient' || node.op === 'truncate') continue
    for (const input of node.inputs) {
      if (input.type !== 'f32' || reached.has(input)) continue
      reached.add(input)
      open.push(input)
    }
  }
  return reached
}
