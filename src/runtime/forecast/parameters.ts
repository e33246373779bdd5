import { count } from '../../graph/count.js'
import { sizeOf } from '../../graph/dimension.js'
import type { StepProgram } from '../../program/step/program.js'

/** Trained numbers, by model and in all. */
export interface Parameters {
  readonly all: number
  readonly models: Readonly<Record<string, number>>
}

/** What the stages train. The first part of a path is the name of the model. */
export function parametersOf({ variables, stages }: StepProgram): Parameters {
  const models: Record<string, number> = {}
  for (const path of new Set(stages.flatMap(({ owned }) => owned))) {
    const [model = path] = path.split('.')
    models[model] = (models[model] ?? 0) + count((variables[path]?.shape ?? []).map(sizeOf))
  }
  return { all: Object.values(models).reduce((sum, size) => sum + size, 0), models }
}
