import type { Device } from '../../engines/engine.js'
import { found } from '../../engines/probe/remembered.js'
import { targetOf } from '../../engines/probe/targets.js'
import { type Asked, checkAsked } from '../engine/choose.js'
import { fastest, tensorflowDevices } from '../engine/fastest.js'
import { type EngineName, known } from '../engine/known.js'

/** An engine on a device, that may be trained with. */
export interface Candidate {
  readonly engine: EngineName
  readonly device: Device
}

/** Fast enough to train with. */
const trainingEngines = ['onnx', 'tensorflow'] as const

/** What a user chooses among: the engine or the device that is asked for, else all. Fails as `checkAsked`. */
export async function candidatesFor(asked: {
  readonly engine?: string | undefined
  readonly device?: string | undefined
}): Promise<Candidate[]> {
  const { name, device } = await checkAsked(asked.engine, asked.device)
  if (asked.engine === 'auto') {
    const { taken } = await fastest(device)
    return [{ device: 'cpu', ...taken }]
  }
  const names = name === 'auto' ? trainingEngines.filter((one) => hasDevice(one, device)) : [name]
  return Promise.all(names.map(async (engine) => ({ engine, device: device ?? (await usual(engine)) })))
}

const hasDevice = (name: EngineName, device: Asked['device']): boolean =>
  device === undefined || known[name].devices.includes(device)

/** What an engine computes with where nothing is asked for. */
async function usual(engine: EngineName): Promise<Device> {
  const gpu = engine === 'tensorflow' && tensorflowDevices().includes('cuda')
  const target = gpu ? targetOf(engine, 'cuda') : undefined
  return target && (await found(target)).works ? 'cuda' : 'cpu'
}
