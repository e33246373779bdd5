import { type Device, devices, type Engine } from '../../engines/engine.js'
import { foundWorking } from '../../engines/probe/remembered.js'
import { targetOf } from '../../engines/probe/targets.js'
import { diagnose, fail } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { fastest } from './fastest.js'
import { type EngineName, engineNames, isEngineName, known } from './known.js'

/** An engine on a device; without one, on what suits the engine. */
export interface Chosen {
  readonly engine: EngineName
  readonly device?: Device
  /** Faster ones that are installed but do not start. */
  readonly passed: readonly Diagnostic[]
}

/** What a user asks for, once it is known to exist. */
export interface Asked {
  readonly name: EngineName | 'auto'
  readonly device?: Device
}

/**
 * What computes, of all that may be asked for. Fails as `checkAsked`, and with SSL7005 where the device cannot start:
 * that is tried in a process of its own, so that what native code writes there is not shown.
 */
export async function choose(engine?: string, on?: string): Promise<Chosen> {
  const { name, device } = await checkAsked(engine, on)
  const { taken, passed } = name === 'auto' ? await fastest(device) : { taken: { engine: name }, passed: [] }
  if (device !== undefined) await mustStart(taken.engine, device)
  return {
    ...taken,
    ...(device !== undefined && { device }),
    passed: passed.map(({ target, reason }) =>
      diagnose('SSL7409', { engine: target.engine, device: target.device, reason, taken: taken.engine }),
    ),
  }
}

/**
 * An engine and a device that exist, be they here or not. Fails with SSL7401 where there is no engine of the name, with
 * SSL7407 where it never computes with the device, with SSL7408 where none does.
 */
export async function checkAsked(name = 'auto', device?: string): Promise<Asked> {
  if (name !== 'auto' && !isEngineName(name)) return fail('SSL7401', { name, known: engineNames })
  if (device === undefined) return { name }
  const own = devices.find((one) => one === device) ?? (await unknownDevice(device))
  if (name !== 'auto' && !known[name].devices.includes(own)) {
    const others = Object.entries(known).filter((entry) => entry[1].devices.includes(own))
    const had = { known: known[name].devices, others: others.map(([other]) => other) }
    fail('SSL7407', { engine: name, device, ...had })
  }
  return { name, device: own }
}

async function unknownDevice(device: string): Promise<never> {
  const { taken } = await fastest()
  const engines = Object.entries(known).map(([engine, one]) => ({ engine, devices: one.devices }))
  return fail('SSL7408', { device, engines, taken: `${taken.engine} on ${taken.device ?? 'cpu'}` })
}

/** Every machine has a processor: only other devices are tried. */
async function mustStart(engine: EngineName, device: Device): Promise<void> {
  const target = device === 'cpu' ? undefined : targetOf(engine, device)
  const finding = target && (await foundWorking(target))
  if (finding && !finding.works) fail('SSL7005', { engine, reason: finding.reason })
}

/** The engine that was chosen. */
export async function engineOf({ engine: name, device }: Pick<Chosen, 'engine' | 'device'>): Promise<Engine> {
  const engine = await known[name].load()
  if (device === undefined) return engine
  return {
    ...engine,
    create: (graph, options) => engine.create(graph, { ...options, device }),
    place: (graph, call, options) => engine.place(graph, call, { ...options, device }),
  }
}

/** The engine of a name, for a device where one is asked for. Fails as `choose`. */
export const engineNamed = async (name?: string, device?: string): Promise<Engine> =>
  engineOf(await choose(name, device))
