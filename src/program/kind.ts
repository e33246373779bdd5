import type { Node } from '../graph/node.js'

/**
 * What is known of the values of a tensor besides its element type. `gate` is what comes straight out
 * of a sigmoid: an `f32` that no one can take for logits.
 */
export type Kind = 'f32' | 'int' | 'bool' | 'image' | 'lab' | 'unit' | 'prob' | 'gate'

const known = new WeakMap<Node, Kind>()

/** The kind of a tensor: what the functions that built it know. */
export function kindOf(node: Node): Kind {
  return node.type === 'f32' ? (known.get(node) ?? 'f32') : node.type
}

/** Notes what is known of a tensor that was just made. */
export function withKind(node: Node, kind: Kind): Node {
  if (node.type === 'f32' && kind !== 'f32') known.set(node, kind)
  return node
}

/** A value that was only moved keeps its kind; `unit` and `prob` only while the last axis stays whole. */
export function moved(node: Node, from: readonly Node[], whole: boolean): Node {
  const kind = from.map(kindOf).reduce((a, b) => (a === b ? a : 'f32'))
  return withKind(node, (kind === 'unit' || kind === 'prob') && !whole ? 'f32' : kind)
}

/** Whether a value of kind `given` may stand where a parameter asks for `wanted`. */
export function standsFor(given: Kind, wanted: Kind | 'logits'): boolean {
  if (wanted === 'f32') return true
  if (wanted === 'logits') return given === 'f32'
  if (wanted === 'int') return given === 'int' || given === 'bool'
  return given === wanted
}
