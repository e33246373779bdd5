import type { Engine, EngineOptions } from '../../engines/engine.js'
import { loweredNodes } from '../../engines/lowering/places.js'
import { functionIn } from '../../graph/function.js'
import type { Graph } from '../../graph/graph.js'
import { moveMirrors } from '../../graph/passes/mirror.js'
import { foldNormalization } from '../../graph/passes/normalization.js'
import { simplify } from '../../graph/passes/simplify.js'

/** The same engine for runs: it gets every graph simplified, and its sessions have these options and their own. */
export function tuned(engine: Engine, options: EngineOptions): Engine {
  const passed = (graph: Graph): Graph => foldNormalization(moveMirrors(simplify(graph, engine.takes)))
  return {
    name: engine.name,
    create: (graph, own) => engine.create(passed(graph), { ...options, ...own }),
    place: (graph, call, own) => engine.place(passed(graph), call, { ...options, ...own }),
    lowered: (graph, name) => loweredNodes(functionIn(passed(graph), name), engine.takes),
  }
}
