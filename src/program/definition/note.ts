import type { Dimension } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { currentOrigin } from '../../graph/origin.js'
import { isTensor } from '../tensor/value.js'
import { type Application, type Build, currentBuild } from './build.js'
import type { Information } from './information.js'
import type { Type } from './type.js'

/** The lead axes of a call, and which of them is the batch. */
interface Leads {
  readonly leads: readonly Dimension[]
  readonly batch: number | undefined
  /** How many of the last lead axes are no open indices. */
  readonly lifted: number
}

/** Notes a definition called by a pretext or as a part of a model's composition. */
export function noteCall(
  build: Build,
  definition: Information,
  data: Readonly<Record<string, Node>>,
  result: unknown,
  { leads, batch, lifted }: Leads,
): void {
  const { pretext, running } = build
  if (!pretext) return
  const { role, name } = definition
  const outputs = tensorsIn(result)
  const dots = Object.values(definition.data).some(hasDots)
  const open = dots ? [] : leads.flatMap((_, axis) => (axis === batch ? [] : [axis]))
  const given = Object.entries(data).map(([argument, value]) => ({ name: argument, value }))
  const origin = currentOrigin()
  pretext.calls.push({ role, name, arguments: given, outputs, leads, lifted, open, origin })
  const owns = role === 'layer' || role === 'encoder' || role === 'head'
  if (owns && running.length === 0)
    noteApplication(build, { model: undefined, name, data: Object.values(data), result })
}

const hasDots = ({ axes }: Type): boolean => axes?.[0] === '...'

interface Use {
  readonly model: Application['model']
  readonly name: string
  readonly data: readonly unknown[]
  readonly result: unknown
}

/** Notes a use of a model, after it ran. */
export function noteApplication(build: Build, { model, name, data, result }: Use): void {
  const inner = build.running.length > (model ? 1 : 0) || build.scope.inside !== undefined
  build.pretext?.applications.push({
    model,
    name,
    inputs: data.filter(isTensor),
    outputs: tensorsIn(result),
    copies: build.scope.copies.join(''),
    inner,
    origin: currentOrigin(),
  })
}

function tensorsIn(result: unknown): Node[] {
  if (isTensor(result)) return [result]
  return typeof result === 'object' && result !== null ? Object.values(result).filter(isTensor) : []
}

/** Notes what the library's prototypes made of embeddings, so that a run can see which of them nothing is near to. */
export function noteAssignment(
  { pretext }: Build,
  { name }: Information,
  path: string,
  result: unknown,
): void {
  const [value] = name === 'prototypes' ? tensorsIn(result) : []
  if (value) pretext?.assignments.push({ path: path.replace(/\.$/, ''), value })
}

/** Notes an average over the batch inside a model. */
export function noteStatistic(value: Node, groups: number): Node {
  currentBuild('batch_mean').pretext?.statistics.push({ value, groups })
  return value
}
