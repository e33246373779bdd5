import { numberOf } from '../../graph/dimension.js'
import type { GraphFunction, Variable } from '../../graph/graph.js'
import { type BatchNote, type Build, entry, type VariableEntry } from '../definition/build.js'
import { refuse } from '../report.js'
import { variablesOf } from './function.js'
import type { EvaluationProgram, StageProgram, StepProgram, VariableInfo } from './program.js'

interface Parts {
  readonly functions: Readonly<Record<string, GraphFunction>>
  readonly stages: readonly StageProgram[]
  readonly evaluations: readonly EvaluationProgram[]
}

/** The program of a graph: the variables, draws, schedules and inputs that its functions use. */
export function assemble(build: Build, note: BatchNote | undefined, parts: Parts): StepProgram {
  const { functions, stages, evaluations } = parts
  const batch = note ?? refuse('SSL3127', { pretext: build.name })
  const used = new Set(Object.values(functions).flatMap((one) => [...variablesOf(one)]))
  const paths = [...build.variables.keys()].filter((path) => used.has(path))
  const variables = Object.fromEntries(paths.map((path) => [path, infoOf(entry(build.variables, path))]))
  const inputs = new Set(Object.values(functions).flatMap((one) => Object.keys(one.inputs)))
  const { data, size, shuffle, fields } = batch
  return {
    pretext: build.name,
    stages,
    graph: {
      variables: Object.fromEntries(paths.map((path) => [path, graphVariable(entry(build.variables, path))])),
      functions,
    },
    variables,
    draws: Object.fromEntries(
      [...build.draws].flatMap(([name, { site }]) => (inputs.has(name) ? [[name, site]] : [])),
    ),
    schedules: Object.fromEntries(
      [...build.schedules.values()].flatMap(({ name, schedule }) =>
        inputs.has(name) ? [[name, schedule]] : [],
      ),
    ),
    batch: {
      data,
      size,
      shuffle,
      inputs: fields.map(({ name }) => name),
      ...(inputs.has('at') && { at: 'at' }),
    },
    evaluations,
  }
}

function infoOf({ role, shape, type, initial, source }: VariableEntry): VariableInfo {
  return { role, shape, type, initial, ...(source !== undefined && { source }) }
}

/** Sizes that are not known before the data is read are −1; then the graph is only checked. */
function graphVariable({ path, shape, type }: VariableEntry): Variable {
  return { path, shape: shape.map((size) => numberOf(size) ?? -1), type }
}
