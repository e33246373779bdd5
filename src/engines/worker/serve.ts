import { parentPort } from 'node:worker_threads'
import type { Span } from '../engine.js'
import type { DataByName } from './port.js'
import type { Reply, Request } from './protocol.js'

/** Runs lowered functions in the calling thread, which it blocks. */
export interface Executor {
  assign(values: DataByName): void
  run(name: string, inputs: DataByName, update: boolean, tell?: Tell): Promise<DataByName>
  read(paths: readonly string[]): DataByName | Promise<DataByName>
  close(tell?: Tell): Promise<void>
}

/** Is told what an executor spends its time with. */
export type Tell = (span: Span) => void

export interface Served<Setup> {
  /** What the main thread waits for. */
  readonly ready: () => unknown
  readonly create: (setup: Setup) => Executor | Promise<Executor>
  /** Around everything that computes in native code. */
  readonly native?: <T>(work: () => Promise<T>) => Promise<T>
}

/** The thread in which an engine computes: answers what the main thread asks, one after the other. */
export function serve<Setup>({ ready, create, native = (work) => work() }: Served<Setup>): void {
  let executor: Executor | undefined
  const handle = async (request: Request<Setup>, tell: Tell): Promise<DataByName | undefined> => {
    switch (request.ask) {
      case 'load':
        executor = await native(async () => create(request.setup))
        return undefined
      case 'assign':
        executor?.assign(request.values)
        return undefined
      case 'run':
        return native(async () => executor?.run(request.name, request.inputs, request.update, tell))
      case 'read':
        return native(async () => executor?.read(request.paths))
      case 'close':
        await native(async () => executor?.close(tell))
        return undefined
    }
  }
  const answer = async (request: Request<Setup>): Promise<void> => {
    try {
      const spans: Span[] = []
      const values = await handle(request, (span) => spans.push(span))
      send({ id: request.id, spans, ...(values && { values }) })
    } catch (problem) {
      send({ id: request.id, problem: problem instanceof Error ? problem.message : String(problem) })
    }
  }
  let queue: Promise<void> = native(async () => ready()).then((message) => parentPort?.postMessage(message))
  parentPort?.on('message', (request: Request<Setup>) => {
    queue = queue.then(() => answer(request))
  })
}

/** Results are handed over, not copied. */
function send(reply: Reply): void {
  const buffers = Object.values(reply.values ?? {}).map(({ buffer }) => buffer as ArrayBuffer)
  parentPort?.postMessage(reply, buffers)
}
