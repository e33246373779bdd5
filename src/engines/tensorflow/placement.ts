import { fork } from 'node:child_process'
import { fail } from '../../messages/catalogue.js'
import { programBeside } from '../beside.js'
import type { EngineOptions } from '../engine.js'
import { counted, type Placed, type StepCall } from '../placement/placed.js'
import type { Setup } from './executor.js'

/** What the child is sent. */
export interface PlacementCall extends StepCall {
  readonly file: string
  readonly setup: Setup
  readonly threads: number | undefined
}

/** Stands before and behind what TensorFlow says of the step. */
export const mark = '=== sslang: step ==='

/**
 * On which device each operator of a step ran, after TensorFlow's own passes: it says so of every operator that it
 * begins when it is asked to by its environment, which it reads when it is loaded. Hence a process of its own.
 */
export async function placed(
  file: string,
  setup: Setup,
  call: StepCall,
  { device, threads }: EngineOptions,
): Promise<Placed[]> {
  const child = fork(programBeside('tensorflow-placement'), [], {
    env: {
      ...process.env,
      TF_CPP_MIN_LOG_LEVEL: '0',
      TF_CPP_VMODULE: 'executor=1',
      ...(device === 'cpu' && { CUDA_VISIBLE_DEVICES: '-1' }),
    },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const log: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => log.push(chunk))
  child.send({ ...call, file, setup, threads } satisfies PlacementCall)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const [, said = ''] = log.join('').split(mark)
  const operators = counted(operatorsIn(said))
  if (code === 0 && operators.length > 0) return operators
  const last = log.join('').trim().split('\n').at(-1) ?? ''
  return fail('SSL7006', { engine: 'tensorflow', doing: 'placement', reason: last })
}

/** The operators of which an executor of TensorFlow says that it begins them; fed and fetched values are none. */
export function* operatorsIn(said: string): Generator<Omit<Placed, 'count'>> {
  for (const [, node = '', operator = '', on = ''] of said.matchAll(
    /Process node: .*\{\{node (\S+)\}\} = (\w+)\[.* device: \S*\/device:(\S+)/g,
  )) {
    if (!node.startsWith('_')) yield { operator, on }
  }
}
