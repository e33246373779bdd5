import * as graph from '../../graph/build.js'
import { type Dimension, entries, showShape } from '../../graph/dimension.js'
import type { ElementType, Node } from '../../graph/node.js'
import { type Kind, kindOf, standsFor, withKind } from '../kind.js'
import { mistake, refuse } from '../report.js'
import { sameShape } from '../tensor/letters.js'
import { isTensor, type Tensor, type TensorLike, tensor } from '../tensor/value.js'
import { type Build, currentBuild, entry, type Role, type VariableEntry } from './build.js'
import { type Initial, type InitialLike, initialOf } from './initial.js'

/**
 * A trained tensor of the definition around: named by the path of its parts. The same path gives the
 * same tensor. Inside a moving copy it is the copy's own, which follows the original.
 */
export function param(name: string, sizes: readonly Dimension[], initial: InitialLike): Tensor {
  const build = currentBuild('a parameter')
  const { scope } = build
  const path = `${scope.path}${name}`
  const [copy, ...rest] = scope.copies
  if (copy === undefined) {
    return declared(path, 'parameter', sizes, 'f32', 'f32', () => initialOf(initial))
  }
  const source = rest.join('') + path
  const follows = { source, decay: entry(build.decays, copy), behind: rest }
  return declared(copy + source, 'ema', sizes, 'f32', 'f32', () => initialOf(initial), follows)
}

/** A tensor that persists between steps and changes only by `update`. `kind` stays for its whole life. */
export function state(
  name: string,
  sizes: readonly Dimension[],
  initial: InitialLike,
  { kind = kindOfInitial(initial) }: { readonly kind?: Kind } = {},
): Tensor {
  const { scope } = currentBuild('state')
  const path = `${scope.copies.join('')}${scope.path}${name}`
  const type = kind === 'int' || kind === 'bool' ? kind : 'f32'
  return declared(path, 'state', sizes, type, kind, () => initialOf(initial))
}

function kindOfInitial(initial: InitialLike): Kind {
  const drawn = typeof initial === 'object' && 'is' in initial && initial.is === 'unit_sphere'
  if (drawn) return 'unit'
  return isTensor(initial) ? kindOf(initial) : 'f32'
}

function declared(
  path: string,
  role: Role,
  shape: readonly Dimension[],
  type: ElementType,
  kind: Kind,
  initial: () => Initial,
  follows: Pick<VariableEntry, 'source' | 'decay' | 'behind'> = {},
): Tensor {
  const build = currentBuild()
  for (const model of build.running) build.models.get(model)?.paths.add(path)
  const known = build.variables.get(path)
  if (known) {
    if (!sameShape(known.shape, shape)) {
      refuse('SSL3117', { path, first: showShape(known.shape), now: showShape(shape) })
    }
    return known.node
  }
  const node = withKind(graph.variable(path, shape, type), kind)
  build.variables.set(path, { path, node, role, shape, type, kind, initial: initial(), ...follows })
  return node
}

/**
 * Replaces state after the step; with `rows`, only these rows. `next` gets the current value, so that a
 * part used twice is updated twice. Nothing happens outside training.
 */
export function update(target: Tensor, next: (current: Tensor) => TensorLike, rows?: TensorLike): void {
  const build = currentBuild('update')
  if (!build.training) return
  const known = entryOf(build, target)
  const current = build.current.get(known.path) ?? known.node
  const given = tensor(next(current))
  const value = graph.cast(given, known.type)
  const expected = rows === undefined ? known.shape : [...tensor(rows).shape, ...known.shape.slice(1)]
  const kind = kindOf(given)
  if (!sameShape(value.shape, expected) || !standsFor(kind, known.kind === 'gate' ? 'f32' : known.kind)) {
    const words = (of: string, shape: readonly Dimension[]): string => `${of}${showShape(shape)}`
    refuse('SSL3119', {
      name: known.path,
      expected: words(known.kind, expected),
      given: words(kind, value.shape),
    })
  }
  const replaced = rows === undefined ? value : scattered(current, tensor(rows), value)
  const kept = withKind(replaced === current ? graph.reshape(replaced, known.shape) : replaced, known.kind)
  build.current.set(known.path, kept)
  build.updates.push({ path: known.path, value: kept, stage: build.stage })
}

function scattered(current: Node, rows: Node, value: Node): Node {
  const count = entries(rows.shape)
  const rest = value.shape.slice(rows.shape.length)
  return graph.scatterUpdate(current, graph.reshape(rows, [count]), graph.reshape(value, [count, ...rest]))
}

function entryOf(build: Build, target: Node): VariableEntry {
  return (
    build.variables.get(String(target.attributes.path)) ?? mistake('an update of something that is no state')
  )
}
