import { InferenceSession, type Tensor } from 'onnxruntime-node'
import type { Device } from '../engine.js'
import { clock, laps } from '../worker/laps.js'
import type { Data, DataByName, Port } from '../worker/port.js'
import type { Executor, Tell } from '../worker/serve.js'
import type { LoweredFunction } from './lower.js'
import { newProfile, type Profile } from './profile.js'
import { providers } from './provider.js'
import { dataOf, deviceVariables, hostVariables, newTensor, type Variables } from './variables.js'

/** What the executor needs of a function: plain data, so that it can be sent to a worker. */
export interface Program extends LoweredFunction {
  readonly name: string
}

export interface Setup {
  readonly device: Device
  readonly programs: readonly Program[]
  readonly variables: readonly Port[]
  /** Threads of one op; all cores without it. */
  readonly threads: number | undefined
  /** Whether single operators of the first steps are told. */
  readonly operators: boolean
}

interface Loaded {
  readonly program: Program
  readonly session: InferenceSession
  /** Tensors that are fed by the caller: their memory stays the same from call to call. */
  readonly fed: ReadonlyMap<string, Tensor>
  readonly profile: Profile | undefined
}

export function createExecutor(setup: Setup): Executor {
  const { resident } = providers[setup.device]
  const variables = resident
    ? deviceVariables(setup.variables, sessionOptions(setup))
    : hostVariables(setup.variables)
  const programs = new Map(setup.programs.map((program) => [program.name, program]))
  const loaded = new Map<string, Promise<Loaded>>()
  const load = (name: string): Promise<Loaded> => {
    const known = loaded.get(name)
    if (known) return known
    const made = open(programs.get(name) as Program, setup)
    loaded.set(name, made)
    return made
  }
  return {
    assign: variables.assign,
    run: async (name, inputs, update, tell = () => undefined) => {
      const lap = laps('engine', tell)
      const one = await load(name)
      await variables.ready()
      lap('load')
      return run(one, inputs, update, variables, tell)
    },
    read: variables.read,
    close: async (tell) => {
      for (const made of await Promise.allSettled(loaded.values())) {
        if (made.status === 'rejected') continue
        made.value.profile?.end(made.value.session, tell)
        await made.value.session.release()
      }
      loaded.clear()
      await variables.close()
    },
  }
}

/**
 * Work is dealt to threads in small pieces, and threads without work soon leave the core to the host's own
 * work (both cost nothing on a quiet machine); numbers too small for full precision count as 0, being many
 * times slower. What a device lacks is an error, and is not computed on the CPU unseen.
 */
const sessionOptions = ({
  device,
  threads,
}: Pick<Setup, 'device' | 'threads'>): InferenceSession.SessionOptions => ({
  executionProviders: [providers[device].session],
  // What goes wrong is thrown.
  logSeverityLevel: 4,
  extra: {
    session: {
      dynamic_block_base: '4',
      set_denormal_as_zero: '1',
      intra_op: { spin_duration_us: '200' },
      disable_cpu_ep_fallback: device === 'cpu' ? '0' : '1',
    },
  },
  ...(threads !== undefined && { intraOpNumThreads: threads }),
})

/**
 * ONNX Runtime's own passes take seconds for long programs (unrolled recurrences), and the lowering leaves
 * them little: measured, no step is faster by them. `basic` folds constants.
 */
const largeProgram = 4000

async function open(program: Program, setup: Setup): Promise<Loaded> {
  const profile = setup.operators ? newProfile(program.name) : undefined
  const { resident } = providers[setup.device]
  const session = await InferenceSession.create(program.bytes, {
    ...sessionOptions(setup),
    // They would also undo what stands for an operator that a provider lacks.
    graphOptimizationLevel: program.size > largeProgram || setup.device !== 'cpu' ? 'disabled' : 'basic',
    // One block for all tensors of a run would be held beside those of the first run, which it was planned from.
    enableMemPattern: false,
    ...(resident && { preferredOutputLocation: locations(program) }),
    ...profile?.options,
  })
  const values = program.inputs.filter(({ is }) => is === 'value')
  const fed = new Map(values.map(({ name, port }) => [name, newTensor(port)]))
  return { program, session, fed, profile }
}

/** New values of variables stay where they were computed. */
const locations = ({ outputs }: Program) =>
  Object.fromEntries(
    outputs.map(({ is, port }) => [port.name, is === 'value' ? 'cpu' : 'gpu-buffer'] as const),
  )

/** One pass. */
async function run(
  { program, session, fed, profile }: Loaded,
  inputs: DataByName,
  update: boolean,
  variables: Variables,
  tell: Tell,
): Promise<Record<string, Data>> {
  const lap = laps('engine', tell)
  for (const [name, tensor] of fed) {
    const data = inputs[name]
    if (data) dataOf(tensor).set(data)
  }
  const feeds: Record<string, Tensor> = {}
  for (const { is, name, port } of program.inputs) {
    feeds[port.name] = is === 'value' ? (fed.get(name) as Tensor) : variables.current(name)
  }
  lap('feed')
  const began = clock()
  const given = await compute(session, feeds, fetchesOf(program, update, variables))
  lap('step')
  profile?.ran(session, began, tell)
  variables.ran(program.outputs, given, update)
  const values = program.outputs.filter(({ is }) => is === 'value')
  const outputs = Object.fromEntries(
    values.map(({ name, port }) => [name, dataOf(given[port.name] as Tensor)]),
  )
  lap('fetch')
  return outputs
}

type Tensors = Record<string, Tensor>

/** Where results are written to; undefined where the run makes the tensors. */
function fetchesOf({ outputs }: Program, update: boolean, variables: Variables): Tensors | undefined {
  const fetches: Tensors = {}
  for (const { is, name, port } of outputs) {
    if (is === 'variable' && !update) continue
    const tensor = is === 'value' ? newTensor(port) : variables.next(name)
    if (!tensor) return undefined
    fetches[port.name] = tensor
  }
  return fetches
}

async function compute(
  session: InferenceSession,
  feeds: Tensors,
  fetches: Tensors | undefined,
): Promise<Tensors> {
  if (!fetches) return session.run(feeds) as Promise<Tensors>
  if (Object.keys(fetches).length > 0) await session.run(feeds, fetches)
  return fetches
}
