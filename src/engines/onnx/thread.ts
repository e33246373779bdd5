import { Worker } from 'node:worker_threads'
import { diagnose } from '../../messages/catalogue.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Data } from './executor.js'
import { abandonGate, closeGate, type Gate, newGate } from './gate.js'
import type { Ready, Reply, Request } from './protocol.js'

type Question = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never

/** The worker thread of one session. */
export interface Thread {
  /** Resolves to the values of the reply. Rejects with an `SslError` where the engine fails or stops. */
  ask(question: Question, doing: string): Promise<Readonly<Record<string, Data>>>
  end(): Promise<void>
  /** For tests of what a dying thread does. */
  readonly worker: Worker
}

interface Pending {
  readonly doing: string
  readonly resolve: (values: Readonly<Record<string, Data>>) => void
  readonly reject: (problem: SslError) => void
}

/** Starts a worker; `block` is what `blockSize` finds there. Fails where ONNX Runtime cannot be loaded. */
export async function startThread(): Promise<{ readonly thread: Thread; readonly block: number }> {
  const gate = newGate()
  const worker = await spawn(gate)
  const { block } = await ready(worker)
  return { thread: threadOf(worker, gate), block }
}

function ready(worker: Worker): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const failed = (reason: string) =>
      reject(new SslError([diagnose('SSL7005', { engine: 'onnx', reason: reason.split('\n')[0] ?? reason })]))
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

function threadOf(worker: Worker, gate: Gate): Thread {
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
    if (reply.problem === undefined) asked?.resolve(reply.values ?? {})
    else asked?.reject(stoppedIn(asked.doing, reply.problem))
  })
  worker.on('error', (problem) => stop(problem instanceof Error ? problem.message : String(problem)))
  worker.on('exit', (code) => {
    abandonGate(gate)
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
      closeGate(gate)
      await worker.terminate()
    },
  }
}

function stoppedIn(doing: string, reason: string): SslError {
  return new SslError([diagnose('SSL7006', { engine: 'onnx', doing, reason })])
}

/** In the package the worker is a file beside this bundle; from the sources it is bundled on the spot. */
async function spawn(gate: Gate): Promise<Worker> {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData: gate })
  }
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [new URL('./worker.ts', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: ['onnxruntime-node'],
  })
  return new Worker(outputFiles[0]?.text ?? '', { eval: true, workerData: gate })
}
