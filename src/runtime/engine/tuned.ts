import type { Engine, EngineOptions } from '../../engines/engine.js'
import { moveMirrors } from '../../graph/passes/mirror.js'
import { foldNormalization } from '../../graph/passes/normalization.js'
import { simplify } from '../../graph/passes/simplify.js'

/** The same engine for runs: it gets every graph simplified, and its sessions have these options and their own. */
export const tuned = (engine: Engine, options: EngineOptions): Engine => ({
  name: engine.name,
  create: (graph, own) =>
    engine.create(foldNormalization(moveMirrors(simplify(graph, engine.takes))), { ...options, ...own }),
})
