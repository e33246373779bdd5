import type { Engine, EngineOptions } from '../../engines/engine.js'
import { moveMirrors } from '../../graph/passes/mirror.js'
import { foldNormalization } from '../../graph/passes/normalization.js'
import { simplify } from '../../graph/passes/simplify.js'

/** The same engine for runs: it gets every graph simplified, and its sessions all have these options. */
export const tuned = (engine: Engine, options: EngineOptions): Engine => ({
  name: engine.name,
  create: (graph) => engine.create(foldNormalization(moveMirrors(simplify(graph, engine.takes))), options),
})
