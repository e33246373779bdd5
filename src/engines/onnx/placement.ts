import type { EngineOptions, Session, Span } from '../engine.js'
import { counted, type Placed, type StepCall } from '../placement/placed.js'

/** Which provider ran each operator of a step: ONNX Runtime notes it when it looks at operators. */
export async function placed(
  create: (options: EngineOptions) => Promise<Session>,
  { name, variables, inputs }: StepCall,
): Promise<Placed[]> {
  const spans: Span[] = []
  const session = await create({ operators: true, observe: (span) => spans.push(span) })
  try {
    await session.assign(variables)
    await session.step(name, inputs)
  } finally {
    // It then tells what it noted.
    await session.close()
  }
  return counted(
    spans.flatMap(({ row, name: operator, details }) =>
      row === 'operators' && details?.function === name ? [{ operator, on: String(details.provider) }] : [],
    ),
  )
}
