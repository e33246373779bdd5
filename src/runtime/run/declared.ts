import type { Engine, Values } from '../../engines/engine.js'
import { sizeOf } from '../../graph/dimension.js'
import { functionIn, nodesOf } from '../../graph/function.js'
import type { Node, Origin } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { holds } from '../../program/holds.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Plan, Written } from '../loop/plan.js'
import { isLibrary } from './origins.js'
import { feeds, type Moment, restricted } from './plan.js'

interface Declared {
  readonly node: Node
  readonly value: Node
  readonly kind: string
  /** Among the nodes of the function. */
  readonly place: number
}

/**
 * Tests on one batch what the program declares to be `unit`, `prob` or `lab`, and warns with SSL7308 where it
 * is not so. What the library declares is tested with the library.
 */
export async function checkDeclared(
  program: StepProgram,
  plan: Plan,
  engine: Engine,
  variables: Values,
  moment: Moment,
): Promise<Diagnostic[]> {
  const name = program.stages[0]?.function ?? 'step'
  const declared = declaredIn(program, name)
  if (declared.length === 0) return []
  const outputs = Object.fromEntries(declared.map(({ value }, index) => [`declared.${index}`, value]))
  const check = { ...functionIn(program.graph, name), outputs, updates: {} }
  const graph = restricted(program.graph, { check })
  const session = await engine.create(graph)
  try {
    await session.assign(
      Object.fromEntries(Object.entries(variables).filter(([path]) => path in graph.variables)),
    )
    const values = await session.evaluate('check', feeds(program, name, moment))
    return declared.flatMap(({ node, value, kind, place }, index) => {
      const size = sizeOf(value.shape.at(-1) ?? 1)
      if (holds(kind, values[`declared.${index}`] ?? [], size)) return []
      const origin: Origin | Written | undefined = node.origin ?? plan.originOf?.(name, place)
      if (origin && isLibrary(origin.file)) return []
      const span = origin && { file: origin.file, start: origin.start, end: origin.end }
      return [diagnose('SSL7308', { pretext: program.pretext, kind }, { span })]
    })
  } finally {
    await session.close()
  }
}

function declaredIn(program: StepProgram, name: string): Declared[] {
  return nodesOf(functionIn(program.graph, name)).flatMap((node, place) => {
    const [value] = node.inputs
    if (node.op !== 'declare' || !value) return []
    return [{ node, value, kind: String(node.attributes.kind), place }]
  })
}
