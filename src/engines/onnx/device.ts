import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { Device } from '../engine.js'
import type { Port } from '../worker/port.js'
import { newModel } from './maker.js'
import { emit, serialise } from './model.js'

/** Computes something on a device; throws where it cannot start. Nothing is computed elsewhere instead. */
export async function startDevice(device: Device): Promise<void> {
  if (device !== 'cpu') await (await deviceSession(device)).release()
}

/** A session that has computed something: while one is open, the device keeps what it compiled. */
export async function deviceSession(device: Device): Promise<InferenceSession> {
  const model = newModel()
  const port = (name: string): Port => ({ name, shape: [2], type: 'f32' })
  const sum = emit(model, 'Add', ['x', 'x'])
  const session = await InferenceSession.create(serialise(model, [port('x')], [port(sum)]), {
    executionProviders: [device],
    logSeverityLevel: 4,
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  })
  await session.run({ x: new Tensor('float32', Float32Array.of(1, 2), [2]) })
  return session
}
