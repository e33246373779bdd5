import * as graph from '../../graph/build.js'
import { type Dimension, numberOf } from '../../graph/dimension.js'
import type { ElementType, Node } from '../../graph/node.js'
import { inOrder } from '../../graph/order.js'
import { type Build, currentBuild } from '../definition/build.js'
import { invalid } from '../report.js'
import { constantValues } from '../tensor/constant.js'
import { isTensor, type Tensor, tensor } from '../tensor/value.js'
import type { Distribution } from './distribution.js'
import type { DrawSite, HostDistribution } from './site.js'

/**
 * A draw: one value per entry of `sizes` and of the lead axes around. `batch` is the place among
 * `sizes` that runs over the batch. The host makes it in every step, keyed by the path of the draw.
 */
export function draw(
  name: string,
  distribution: Distribution,
  sizes: readonly Dimension[] = [],
  { batch }: { readonly batch?: number } = {},
): Tensor {
  const build = currentBuild('a draw')
  const { leads, batch: lead, site: around } = build.scope
  const axis = lead ?? (batch === undefined ? undefined : leads.length + batch)
  const shape = [...leads, ...sizes]
  const site = freshSite(build, `${around}${name}`)
  const make = (host: HostDistribution, type: ElementType): Node =>
    hostDraw(
      build,
      site,
      host,
      host.is === 'permutation' ? [...shape, distributionSize(distribution)] : shape,
      type,
      axis,
    )
  return scaled(distribution, make)
}

/** Draws with numbers for parameters come ready from the host; others are scaled in the graph. */
function scaled(distribution: Distribution, make: (host: HostDistribution, type: ElementType) => Node): Node {
  switch (distribution.is) {
    case 'uniform': {
      const { low, high } = distribution
      const [least, most] = [fixedNumber(low), fixedNumber(high)]
      if (least !== undefined && most !== undefined) {
        if (least > most) invalid('uniform', `a range from ${least} to ${most}`)
        return make({ is: 'uniform', low: least, high: most }, 'f32')
      }
      const unit = make({ is: 'uniform', low: 0, high: 1 }, 'f32')
      const [from, to] = [tensor(low), tensor(high)]
      return graph.add(from, graph.multiply(graph.subtract(to, from), unit))
    }
    case 'normal': {
      const { mean, deviation } = distribution
      const [centre, width] = [fixedNumber(mean), fixedNumber(deviation)]
      if (centre !== undefined && width !== undefined) {
        return make({ is: 'normal', mean: centre, deviation: width }, 'f32')
      }
      const standard = make({ is: 'normal', mean: 0, deviation: 1 }, 'f32')
      return graph.add(tensor(mean), graph.multiply(tensor(deviation), standard))
    }
    case 'bernoulli': {
      const p = fixedNumber(distribution.p)
      if (p !== undefined) return make({ is: 'bernoulli', p }, 'bool')
      return graph.less(make({ is: 'uniform', low: 0, high: 1 }, 'f32'), tensor(distribution.p))
    }
    case 'integer': {
      const { low, high } = distribution
      if (!isComputed(low) && !isComputed(high))
        return make({ is: 'integer', low: known(low), high: known(high) }, 'int')
      const unit = make({ is: 'uniform', low: 0, high: 1 }, 'f32')
      const [from, to] = [tensor(low), tensor(high)]
      const count = graph.add(graph.subtract(to, from), graph.fill(1, [], 'int'))
      return graph.add(from, graph.truncate(graph.multiply(count, unit)))
    }
    case 'categorical':
      return make({ is: 'categorical', weights: weightsOf(tensor(distribution.weights)) }, 'int')
    case 'permutation':
      return make({ is: 'permutation', n: known(distribution.n) }, 'int')
    default:
      return invalid('~', `${distribution.is}, which is for initial values only`)
  }
}

/** The number of a parameter that is the same in every step; undefined where it is computed. */
function fixedNumber(value: number | Tensor): number | undefined {
  if (!isTensor(value)) return numberOf(value)
  return value.shape.length > 0 ? undefined : constantValues(value)?.[0]
}

const isComputed = (value: number | Tensor): boolean => isTensor(value) && fixedNumber(value) === undefined

/** 0 for what is not known before the data is read; then the graph is only checked. */
const known = (value: number | Tensor): number => fixedNumber(value) ?? 0

/** Weights are the same in every step; none where they wait for facts of the data in a graph that is only checked. */
function weightsOf(node: Tensor): readonly number[] {
  const weights = constantValues(node)
  if (!weights) {
    const waits = inOrder([node]).every(
      ({ op, attributes }) =>
        op !== 'variable' && (op !== 'input' || /^(counts|size|index):/.test(String(attributes.name))),
    )
    return waits ? [] : invalid('categorical', 'weights that are computed from data, draws or state')
  }
  if (weights.some((weight) => !(weight >= 0)) || weights.every((weight) => weight === 0))
    invalid('categorical', 'weights that are negative or all 0')
  return [...weights]
}

const distributionSize = (distribution: Distribution): Dimension =>
  distribution.is === 'permutation' ? distribution.n : 0

function freshSite(build: Build, path: string): string {
  let site = path
  for (let k = 2; build.draws.has(`draw:${site}`); k++) site = `${path}#${k}`
  return site
}

function hostDraw(
  build: Build,
  path: string,
  distribution: HostDistribution,
  shape: readonly Dimension[],
  type: ElementType,
  batchAxis: number | undefined,
): Node {
  const name = `draw:${path}`
  const site: DrawSite = {
    site: path,
    distribution,
    shape,
    type,
    ...(batchAxis !== undefined && { batchAxis }),
  }
  const node = graph.input(name, shape, type, describe(site))
  build.draws.set(name, { node, site })
  return node
}

/** The description of a draw in its node: everything but the shape, of weights only how many. */
function describe({ site, distribution, batchAxis }: DrawSite): string {
  const short =
    distribution.is === 'categorical' ? { is: 'categorical', n: distribution.weights.length } : distribution
  return JSON.stringify({ site, distribution: short, batchAxis })
}
