import { behind, gradientInputs } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Application } from '../../program/definition/build.js'
import { type Facts, within } from './facts/facts.js'

/** Parameters that no objective trains, told once for each model. */
export function unreachedParameters({ build, notes, nodes }: Facts): Diagnostic[] {
  const trained = trainedPaths(notes.objectives, build.models)
  const read = readPaths(nodes, build.variables)
  const idle = new Map<string, Node>()
  for (const { path, node, role } of build.variables.values())
    if (role === 'parameter' && read.has(path) && !trained.has(path)) idle.set(path, node)
  const told: Diagnostic[] = []
  const uses = [...notes.applications].sort((a, b) => Number(a.inner) - Number(b.inner))
  for (const use of uses) {
    const own = [...pathsOf(use, build.models)]
    const parameters = own.filter((path) => build.variables.get(path)?.role === 'parameter' && read.has(path))
    const left = parameters.filter((path) => idle.has(path))
    if (left.length === 0) continue
    const whole = left.length === parameters.length
    if (!whole && [...notes.applications].some((other) => other !== use && isPart(other, use, left))) continue
    told.push(
      whole
        ? diagnose('SSL4101', { model: use.name, parameters: [] }, { span: use.origin })
        : diagnose('SSL4101', { model: use.name, parameters: left }, { span: use.origin }),
    )
    for (const path of left) idle.delete(path)
  }
  for (const use of uses) {
    const copied = [...copiedPaths(use, build.variables)].filter((path) => idle.delete(path))
    if (copied.length > 0)
      told.push(diagnose('SSL4101', { model: use.name, parameters: copied }, { span: use.origin }))
  }
  for (const [path, node] of idle)
    told.push(diagnose('SSL4101', { model: undefined, parameters: [path] }, { span: node.origin }))
  return told

  /** Whether another model of the composition holds the parameters that are left. */
  function isPart(other: Application, use: Application, left: readonly string[]): boolean {
    if (other.model === use.model) return false
    const theirs = pathsOf(other, build.models)
    return theirs.size < pathsOf(use, build.models).size && left.every((path) => theirs.has(path))
  }
}

type Objectives = Facts['notes']['objectives']
type Models = Facts['build']['models']

/** The variables that the graph reads, and those that copies in it follow. */
function readPaths(nodes: readonly Node[], variables: Facts['build']['variables']): Set<string> {
  const paths = nodes.flatMap(({ op, attributes }) => (op === 'variable' ? [String(attributes.path)] : []))
  return new Set(paths.flatMap((path) => [path, variables.get(path)?.source ?? path]))
}

function trainedPaths(objectives: Objectives, models: Models): Set<string> {
  const trained = new Set<string>()
  for (const { value, over } of objectives) {
    const owned = over && new Set(over.flatMap((model) => [...(models.get(model)?.paths ?? [])]))
    for (const node of behind([value], gradientInputs)) {
      const path = node.op === 'variable' ? String(node.attributes.path) : undefined
      if (path !== undefined && (!owned || owned.has(path))) trained.add(path)
    }
  }
  return trained
}

/** The parameters that a moving copy follows. */
function copiedPaths(use: Application, variables: Facts['build']['variables']): Set<string> {
  const paths = [...within(use)].flatMap(({ op, attributes }) =>
    op === 'variable' ? [String(attributes.path)] : [],
  )
  return new Set(paths.flatMap((path) => variables.get(path)?.source ?? []))
}

function pathsOf({ model, inputs, outputs }: Application, models: Models): ReadonlySet<string> {
  if (model) return models.get(model)?.paths ?? new Set()
  const given = new Set(inputs)
  const nodes = behind(
    outputs,
    (node) => node.inputs,
    (node) => given.has(node),
  )
  return new Set([...nodes].flatMap((node) => (node.op === 'variable' ? [String(node.attributes.path)] : [])))
}
