import { showShape } from '../../graph/dimension.js'
import { currentOrigin } from '../../graph/origin.js'
import { currentBuild, currentPretext } from '../definition/build.js'
import { kindOf } from '../kind.js'
import { refuse } from '../report.js'
import { type TensorLike, tensor } from '../tensor/value.js'

/** Trains the parameters that `value` reaches, or only those of the models in `over`. */
export function minimize(value: TensorLike, { over }: { readonly over?: readonly object[] } = {}): void {
  const node = tensor(value)
  if (node.shape.length > 0) refuse('SSL3122', { given: showShape(node.shape) })
  const { stage } = currentBuild()
  currentPretext('minimize').objectives.push({ value: node, over, stage, origin: currentOrigin() })
}

/** Logs a number, or shows a value of kind `image`. */
export function metric(name: string, value: TensorLike): void {
  const { metrics } = currentPretext('metric')
  const { stage } = currentBuild()
  if (metrics.some((other) => other.name === name && other.stage === stage)) refuse('SSL3131', { name })
  const node = tensor(value)
  if (node.shape.length > 0 && kindOf(node) !== 'image')
    refuse('SSL3122', { given: showShape(node.shape), metric: name })
  metrics.push({ name, value: node, stage })
}

/** Statements and objectives of their own; what stands before is shared. Stages run in order. */
export function stage(name: string, body: () => void): void {
  const build = currentBuild('stage')
  const { stages } = currentPretext('stage')
  if (stages.includes(name)) refuse('SSL3131', { name })
  stages.push(name)
  const before = build.current
  build.current = new Map(before)
  build.stage = name
  try {
    body()
  } finally {
    build.stage = undefined
    build.current = before
  }
}
