import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads'
import { diagnose } from '../../messages/catalogue.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Engine, EngineOptions } from '../engine.js'
import type { DataByName } from './port.js'
import type { Reply, Request } from './protocol.js'
import { essence } from './reason.js'
import { EngineStopped } from './stopped.js'

type Question = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never

/** The worker thread of one session. */
export interface Thread {
  /** Resolves to the values of the reply. Rejects with an `SslError` where the engine fails or stops. */
  ask(question: Question, doing: string): Promise<DataByName>
  end(): Promise<void>
  /** For tests of what a dying thread does. */
  readonly worker: Worker
}

interface Pending {
  readonly doing: string
  readonly resolve: (values: DataByName) => void
  readonly reject: (problem: SslError) => void
}

/** What a thread runs and what its end must wait for. */
export interface ThreadOptions {
  readonly engine: Engine['name']
  /** What the worker finds as `workerData`. */
  readonly data: unknown
  /** Packages that are loaded in the thread, not bundled. */
  readonly external: readonly string[]
  readonly observe?: EngineOptions['observe']
  /** Before the thread is ended. */
  readonly closing?: () => void
  /** When it is gone. */
  readonly gone?: () => void
}

/** Starts a worker and gives its first message. Fails with SSL7005 where the engine cannot be loaded there. */
export async function startThread<Ready>(
  options: ThreadOptions,
): Promise<{ readonly thread: Thread; readonly ready: Ready }> {
  const worker = await spawn(options)
  const ready = await firstMessage<Ready>(worker, options.engine)
  return { thread: threadOf(worker, options), ready }
}

/** Loads what `setup` makes; a thread that has nothing to run is ended. Fails as the engine does. */
export async function load(thread: Pick<Thread, 'ask' | 'end'>, setup: () => unknown): Promise<void> {
  try {
    await thread.ask({ ask: 'load', setup: setup() }, 'start')
  } catch (problem) {
    await thread.end()
    throw problem
  }
}

function firstMessage<Ready>(worker: Worker, engine: Engine['name']): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) =>
      reject(new SslError([diagnose('SSL7005', { engine, reason: essence(reason) })]))
    const onError = (problem: unknown) => failed(problem instanceof Error ? problem.message : String(problem))
    const onExit = (code: number) => failed(`its thread ended with code ${code}`)
    worker.once('error', onError)
    worker.once('exit', onExit)
    worker.once('message', (message: Ready) => {
      worker.off('error', onError)
      worker.off('exit', onExit)
      resolve(message)
    })
  })
}

function threadOf(worker: Worker, { engine, observe, closing, gone }: ThreadOptions): Thread {
  const stoppedIn = (doing: string, reason: string) => new EngineStopped(engine, doing, reason)
  const pending = new Map<number, Pending>()
  let count = 0
  let stopped: string | undefined
  const stop = (reason: string): void => {
    stopped ??= reason
    for (const { doing, reject } of pending.values()) reject(stoppedIn(doing, stopped))
    pending.clear()
  }
  worker.on('message', (reply: Reply) => {
    const asked = pending.get(reply.id)
    pending.delete(reply.id)
    if (pending.size === 0) worker.unref()
    if (observe) reply.spans?.forEach(observe)
    if (reply.problem === undefined) asked?.resolve(reply.values ?? {})
    else asked?.reject(stoppedIn(asked.doing, reply.problem))
  })
  worker.on('error', (problem) => stop(problem instanceof Error ? problem.message : String(problem)))
  worker.on('exit', (code) => {
    gone?.()
    stop(`its thread ended with code ${code}`)
  })
  worker.unref()
  return {
    worker,
    ask: (question, doing) =>
      new Promise((resolve, reject) => {
        if (stopped !== undefined) return reject(stoppedIn(doing, stopped))
        const id = count++
        pending.set(id, { doing, resolve, reject })
        worker.ref()
        worker.postMessage({ ...question, id })
      }),
    end: async () => {
      stopped ??= 'it was closed'
      closing?.()
      await worker.terminate()
    },
  }
}

/** In the package the worker is a file beside this bundle; from the sources it is bundled on the spot. */
async function spawn({ engine, data, external }: ThreadOptions): Promise<Worker> {
  // What an engine sets for its native code is seen there only in the environment of the process.
  const options: WorkerOptions = { workerData: data, env: SHARE_ENV }
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL(`./${engine}-worker.js`, import.meta.url), options)
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [new URL(`../${engine}/worker.ts`, import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: [...external],
  })
  return new Worker(outputFiles[0]?.text ?? '', { ...options, eval: true })
}
