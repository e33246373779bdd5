import { allInputs, behind } from '../../graph/behind.js'
import * as graph from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { kindOf, withKind } from '../kind.js'
import type { Build } from './build.js'
import type { Configured } from './information.js'
import type { Scope } from './scope.js'

/** A body that ran. */
interface Ran {
  readonly result: Node
  readonly data: readonly Node[]
  /** Where its parameters and state are. */
  readonly scope: Scope
  /** The averages over the batch that it took. */
  readonly averages: readonly Node[]
}

/**
 * The call of a definition that engines may have a kernel for, as one node. The body itself where it is no
 * function of tensors alone, as with a schedule in the configuration.
 */
export function kernelCall(build: Build, { definition, configuration }: Configured, ran: Ran): Node {
  const { result, data, scope, averages } = ran
  const given = new Set(data)
  const region = behind([result], allInputs, (node) => given.has(node))
  const path = scope.copies.join('') + scope.path
  const own = [...build.variables.values()].filter((one) => one.path.startsWith(path) && region.has(one.node))
  const all = new Set([...data, ...own.map(({ node }) => node)])
  const leaves = [...region].filter(({ op }) => op === 'input' || op === 'variable')
  const closed = [...all].every((node) => region.has(node)) && leaves.every((node) => all.has(node))
  if (!closed || all.has(result) || all.size < data.length + own.length || !isPlain(configuration))
    return result
  const call = graph.call(result, {
    definition: definition.name,
    arguments: [...all],
    others: averages.filter((node) => region.has(node)),
    configuration: { ...configuration, training: build.training },
    of: undefined,
  })
  return withKind(call, kindOf(result))
}

type Plain = Readonly<Record<string, number | boolean | string>>

const isPlain = (configuration: Readonly<Record<string, unknown>>): configuration is Plain =>
  Object.values(configuration).every((value) => typeof value !== 'object' && typeof value !== 'function')
