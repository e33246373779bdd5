import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Objective } from '../../program/definition/build.js'
import { anchored, examplesMeet, hasStatistics, keepsOthers } from './facts/company.js'
import { dependence } from './facts/dependence.js'
import { type Facts, isOutside, resultsBehind, rootsOf } from './facts/facts.js'
import { behind, gradientInputs } from './facts/gradient.js'

/**
 * Objectives that only ask results of the same parameters for different inputs to agree: giving one
 * value for everything meets them.
 */
export function collapse(facts: Facts): Diagnostic[] {
  return facts.notes.objectives.flatMap((objective) => {
    const joins = joinsOf(facts, objective).filter((join) => agrees(facts, join))
    if (joins.length === 0 || company(facts, objective, joins)) return []
    const models = joins.flatMap(({ inputs }) =>
      inputs.flatMap((side) =>
        [...resultsBehind(facts, side, gradientInputs)].map((made) => facts.madeBy.get(made)?.name ?? ''),
      ),
    )
    return [diagnose('SSL4001', { models: [...new Set(models)] }, { span: objective.origin })]
  })
}

const joining: ReadonlySet<string> = new Set(['contract', 'multiply', 'subtract'])

/** Where an objective joins two values outside of models, with gradient. */
export function joinsOf(facts: Facts, { value }: Objective): Node[] {
  const above = behind([value], gradientInputs, (node) => facts.madeBy.has(node))
  return [...above].filter((node) => joining.has(node.op) && isOutside(facts, node))
}

/** Whether both sides come from the same parameters, with gradient, and from different inputs. */
function agrees(facts: Facts, join: Node): boolean {
  const [left, right] = join.inputs.map((side) => {
    const made = resultsBehind(facts, side, gradientInputs)
    const reached = behind([...made], gradientInputs)
    const trained = new Set([...reached].filter((node) => isTrained(facts, node)))
    return { made, trained, roots: rootsOf(facts, side) }
  })
  if (!left || !right || left.made.size === 0 || right.made.size === 0) return false
  const shared = [...left.trained].some((node) => right.trained.has(node))
  const different =
    left.roots.size !== right.roots.size || [...left.roots].some((root) => !right.roots.has(root))
  return shared && different
}

const isTrained = ({ build }: Facts, node: Node): boolean =>
  node.op === 'variable' && build.variables.get(String(node.attributes.path))?.role === 'parameter'

/** Whether something keeps the values apart: other examples, statistics, stored values, data. */
function company(facts: Facts, { value }: Objective, joins: readonly Node[]): boolean {
  const above = facts.nodes.filter((node) => isOutside(facts, node) && facts.depends(node, dependence.models))
  const reached = behind(
    [value],
    (node) => node.inputs,
    (node) => facts.madeBy.has(node),
  )
  const outside = above.filter((node) => reached.has(node))
  return (
    examplesMeet(facts, outside) ||
    keepsOthers(facts, reached) ||
    anchored(facts, outside) ||
    joins.every((join) => join.inputs.some((side) => hasStatistics(facts, side)))
  )
}
