import type { Engine, EngineOptions } from '../../engines/engine.js'

/** The same engine, whose sessions all have these options. */
export const bound = (engine: Engine, options: EngineOptions): Engine => ({
  name: engine.name,
  create: (graph) => engine.create(graph, options),
})
