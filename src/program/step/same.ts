import { createHash } from 'node:crypto'
import { sizeOf } from '../../graph/dimension.js'
import { nodesOf } from '../../graph/function.js'
import { print } from '../../graph/passes/print.js'
import { sameGraph } from '../../graph/passes/same.js'
import type { StepProgram } from './program.js'

/** The first difference of two programs, or undefined where they are the same, node for node. */
export function sameProgram(a: StepProgram, b: StepProgram): string | undefined {
  const [first, second] = [facts(a), facts(b)]
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    if (first[name] !== second[name]) return `${name}: ${first[name]} and ${second[name]}`
  }
  return sameGraph(a.graph, b.graph)
}

/** Equal for equal graphs and settings: a checkpoint belongs to one hash. */
export function programHash(program: StepProgram): string {
  const hash = createHash('sha256').update(JSON.stringify(facts(program)) + print(program.graph))
  // The text shows only the first entries of long constants.
  for (const { data } of Object.values(program.graph.functions).flatMap(nodesOf)) {
    if (data) hash.update(data)
  }
  return hash.digest('hex').slice(0, 32)
}

/** Everything besides the graph, as text by name. */
function facts(program: StepProgram): Record<string, string> {
  const result: Record<string, string> = { pretext: program.pretext }
  for (const { name = '', settings, ...stage } of program.stages) {
    const { optimizers, ...plain } = settings
    const others = optimizers.map(({ optimizer }) => optimizer)
    result[`stage ${name}`] = JSON.stringify({ ...stage, ...plain, others })
  }
  for (const [path, { shape, ...info }] of Object.entries(program.variables)) {
    result[path] = JSON.stringify({ ...info, shape: shape.map(sizeOf) })
  }
  for (const [name, { shape, ...site }] of Object.entries(program.draws)) {
    result[name] = JSON.stringify({ ...site, shape: shape.map(sizeOf) })
  }
  for (const [name, schedule] of Object.entries(program.schedules)) result[name] = JSON.stringify(schedule)
  const { data, ...batch } = program.batch
  result.batch = JSON.stringify({ ...batch, data: data.name, fields: data.fields })
  return result
}
