import * as build from '../../graph/build.js'
import type { Graph } from '../../graph/graph.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Finding } from './probe.js'
import { type Target, targets } from './targets.js'

/*
 * One small step on one engine and device, in a process of its own: whatever native code does there is a finding.
 * Entry point of its own bundle.
 */

/** y = x + 1, from a variable that the step then doubles. */
function graph(): Graph {
  const x = build.variable('x', [3])
  const y = build.add(x, build.fill(1))
  return {
    variables: { x: { path: 'x', shape: [3], type: 'f32' } },
    functions: { step: { inputs: {}, outputs: { y }, updates: { x: build.add(x, x) } } },
  }
}

async function step({ load, device, options = {} }: Target): Promise<Finding> {
  const engine = await load()
  const session = await engine.create(graph(), options)
  await session.assign({ x: Float32Array.of(1, 2, 3) })
  const { y } = await session.step('step', {})
  const { x } = await session.read(['x'])
  const { versions, deterministic, device: used } = session.facts
  await session.close()
  const numbers = [...(y ?? []), ...(x ?? [])].join(' ')
  if (numbers !== '2 3 4 2 4 6') return { works: false, reason: `it computes wrong numbers: ${numbers}` }
  if (used !== device) return { works: false, reason: `it finds no ${device} and computes on the ${used}` }
  return { works: true, versions, deterministic }
}

/** The first line; of an engine that cannot start only why. */
const failed = (cause: unknown): Finding => {
  const said = cause instanceof SslError ? cause.diagnostics[0]?.message : undefined
  const text = said ?? (cause instanceof Error ? cause.message : String(cause))
  const [line = ''] = text.split('\n')
  return { works: false, reason: /cannot start here \((.*)\); `sslang doctor` /.exec(line)?.[1] ?? line }
}

const [engine, device] = process.argv.slice(2)
const target = targets.find((one) => one.engine === engine && one.device === device)
const found = target ? await step(target).catch(failed) : failed(`there is no ${engine} on ${device}`)
process.stdout.write(`\n${JSON.stringify(found)}\n`, () => process.exit())
