import { InferenceSession, Tensor } from 'onnxruntime-node'
import { product } from '../lowering/value.js'
import { clock, laps } from '../worker/laps.js'
import { type Data, type DataByName, newData, type Port } from '../worker/port.js'
import type { Executor, Tell } from '../worker/serve.js'
import type { LoweredFunction } from './lower.js'
import { newProfile, type Profile } from './profile.js'

/** What the executor needs of a function: plain data, so that it can be sent to a worker. */
export interface Program extends LoweredFunction {
  readonly name: string
}

export interface Setup {
  readonly programs: readonly Program[]
  readonly variables: readonly Port[]
  /** Threads of one op; all cores without it. */
  readonly threads: number | undefined
  /** Whether single operators of the first steps are told. */
  readonly operators: boolean
}

/** A variable has the tensor that holds its value and, once something updates it, one for the next value. */
interface Slot {
  readonly port: Port
  current: Tensor
  next: Tensor | undefined
}

interface Loaded {
  readonly program: Program
  readonly session: InferenceSession
  /** Tensors that are fed by the caller: their memory stays the same from call to call. */
  readonly fed: ReadonlyMap<string, Tensor>
  readonly profile: Profile | undefined
}

const onnxTypes = { f32: 'float32', int: 'int32', bool: 'bool' } as const

function newTensor({ shape, type }: Port): Tensor {
  return new Tensor(onnxTypes[type], newData(type, product(shape)), shape)
}

const dataOf = (tensor: Tensor): Data => tensor.data as Data

export function createExecutor(setup: Setup): Executor {
  const slots = new Map<string, Slot>()
  for (const port of setup.variables)
    slots.set(port.name, { port, current: newTensor(port), next: undefined })
  const programs = new Map(setup.programs.map((program) => [program.name, program]))
  const loaded = new Map<string, Promise<Loaded>>()
  const slotOf = (path: string): Slot => slots.get(path) as Slot
  const load = (name: string): Promise<Loaded> => {
    const known = loaded.get(name)
    if (known) return known
    const made = open(programs.get(name) as Program, setup)
    loaded.set(name, made)
    return made
  }
  return {
    assign: (values) => {
      for (const [path, data] of Object.entries(values)) dataOf(slotOf(path).current).set(data)
    },
    run: async (name, inputs, update, tell = () => undefined) => {
      const lap = laps('engine', tell)
      const one = await load(name)
      lap('load')
      return run(one, inputs, update, slotOf, tell)
    },
    read: (paths) => Object.fromEntries(paths.map((path) => [path, dataOf(slotOf(path).current).slice()])),
    close: async (tell) => {
      for (const made of await Promise.allSettled(loaded.values())) {
        if (made.status === 'rejected') continue
        made.value.profile?.end(made.value.session, tell)
        await made.value.session.release()
      }
      loaded.clear()
    },
  }
}

/**
 * Work is dealt to threads in small pieces, and threads without work soon leave the core to the host's own
 * work (both cost nothing on a quiet machine); numbers too small for full precision count as 0, being many
 * times slower.
 */
const sessionOptions = {
  session: { dynamic_block_base: '4', set_denormal_as_zero: '1', intra_op: { spin_duration_us: '200' } },
}

/**
 * ONNX Runtime's own passes take seconds for long programs (unrolled recurrences), and the lowering leaves
 * them little: measured, no step is faster by them. `basic` folds constants.
 */
const largeProgram = 4000

async function open(program: Program, { threads, operators }: Setup): Promise<Loaded> {
  const profile = operators ? newProfile(program.name) : undefined
  const session = await InferenceSession.create(program.bytes, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: program.size > largeProgram ? 'disabled' : 'basic',
    // What goes wrong is thrown.
    logSeverityLevel: 4,
    // One block for all tensors of a run would be held beside those of the first run, which it was planned from.
    enableMemPattern: false,
    extra: sessionOptions,
    ...profile?.options,
    ...(threads !== undefined && { intraOpNumThreads: threads }),
  })
  const values = program.inputs.filter(({ is }) => is === 'value')
  const fed = new Map(values.map(({ name, port }) => [name, newTensor(port)]))
  return { program, session, fed, profile }
}

/**
 * One pass. New values of variables are written into their second tensors, and these become the current
 * ones afterwards: ONNX Runtime has no assignment, and nothing is copied.
 */
async function run(
  { program, session, fed, profile }: Loaded,
  inputs: DataByName,
  update: boolean,
  slotOf: (path: string) => Slot,
  tell: Tell,
): Promise<Record<string, Data>> {
  const lap = laps('engine', tell)
  for (const [name, tensor] of fed) {
    const data = inputs[name]
    if (data) dataOf(tensor).set(data)
  }
  const feeds: Record<string, Tensor> = {}
  for (const { is, name, port } of program.inputs) {
    feeds[port.name] = is === 'value' ? (fed.get(name) as Tensor) : slotOf(name).current
  }
  const fetches: Record<string, Tensor> = {}
  for (const { is, name, port } of program.outputs) {
    if (is === 'value') fetches[port.name] = newTensor(port)
    else if (update) {
      const slot = slotOf(name)
      slot.next ??= newTensor(slot.port)
      fetches[port.name] = slot.next
    }
  }
  lap('feed')
  const began = clock()
  if (Object.keys(fetches).length > 0) await session.run(feeds, fetches)
  lap('step')
  profile?.ran(session, began, tell)
  const outputs: Record<string, Data> = {}
  for (const { is, name, port } of program.outputs) {
    if (is === 'value') outputs[name] = dataOf(fetches[port.name] as Tensor)
    else if (update) swap(slotOf(name))
  }
  lap('fetch')
  return outputs
}

function swap(slot: Slot): void {
  const next = slot.next as Tensor
  slot.next = slot.current
  slot.current = next
}
