import type { Engine } from '../engines/engine.js'
import { fail } from '../messages/catalogue.js'

/** The engines that `--engine` takes. */
export const engineNames = ['auto', 'onnx', 'reference'] as const

/** The engine of a name; SSL8016 for an unknown one, SSL8017 for one that cannot start. `auto` is the fastest. */
export async function engineOf(name: string): Promise<Engine> {
  if (name === 'reference') return (await import('../engines/reference/reference.js')).reference
  if (name !== 'auto' && name !== 'onnx') fail('SSL8016', { engine: name, known: engineNames })
  try {
    // Loaded here only to know that it can be: it runs in a thread of its own.
    await import('onnxruntime-node')
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    fail('SSL8017', { engine: 'onnx', reason: reason ?? 'it does not load' })
  }
  return (await import('../engines/onnx/onnx.js')).onnx
}
