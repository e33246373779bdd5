import { parentPort, workerData } from 'node:worker_threads'
import { blockSize } from './block.js'
import { createExecutor, type Data, type Executor } from './executor.js'
import { type Gate, passing } from './gate.js'
import type { Ready, Reply, Request } from './protocol.js'

/*
 * The thread in which ONNX Runtime computes: it blocks whoever calls it. Entry point of its own bundle.
 */

let executor: Executor | undefined
const gate = workerData as Gate
let queue: Promise<void> = passing(gate, blockSize).then((block) =>
  parentPort?.postMessage({ block } satisfies Ready),
)

parentPort?.on('message', (request: Request) => {
  queue = queue.then(() => answer(request))
})

async function answer(request: Request): Promise<void> {
  try {
    const values = await handle(request)
    send({ id: request.id, ...(values && { values }) })
  } catch (problem) {
    send({ id: request.id, problem: problem instanceof Error ? problem.message : String(problem) })
  }
}

async function handle(request: Request): Promise<Readonly<Record<string, Data>> | undefined> {
  switch (request.ask) {
    case 'load':
      executor = createExecutor(request.setup)
      return undefined
    case 'assign':
      executor?.assign(request.values)
      return undefined
    case 'run':
      return passing(gate, async () => executor?.run(request.name, request.inputs, request.update))
    case 'read':
      return executor?.read(request.paths)
    case 'close':
      await passing(gate, async () => executor?.close())
      return undefined
  }
}

/** Results are handed over, not copied. */
function send(reply: Reply): void {
  const buffers = Object.values(reply.values ?? {}).map(({ buffer }) => buffer as ArrayBuffer)
  parentPort?.postMessage(reply, buffers)
}
