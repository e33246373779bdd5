/**
 * What the threads of a session share: whether native code runs, and whether it may. A thread that is ended in
 * the midst of native code takes the whole process down, so that whoever ends it closes the gate and waits.
 */
export type Gate = Int32Array<SharedArrayBuffer>

const [running, closed] = [0, 1]

/** Longer than any step; then the process may as well be taken down. */
const patience = 60_000

const open = new Set<Gate>()
const closeAll = () => open.forEach(closeGate)

/** A gate that is closed when the process exits. */
export function newGate(): Gate {
  const gate = new Int32Array(new SharedArrayBuffer(8))
  if (open.size === 0) process.once('exit', closeAll)
  open.add(gate)
  return gate
}

/** In the worker: runs native work, or never ends where the gate is closed. */
export async function passing<T>(gate: Gate, work: () => Promise<T>): Promise<T> {
  Atomics.store(gate, running, 1)
  if (Atomics.load(gate, closed) === 1) {
    release(gate)
    return new Promise(() => undefined)
  }
  try {
    return await work()
  } finally {
    release(gate)
  }
}

function release(gate: Gate): void {
  Atomics.store(gate, running, 0)
  Atomics.notify(gate, running)
}

/** In the main thread: lets nothing more run and blocks until nothing does. */
export function closeGate(gate: Gate): void {
  open.delete(gate)
  if (open.size === 0) process.off('exit', closeAll)
  Atomics.store(gate, closed, 1)
  Atomics.wait(gate, running, 1, patience)
}

/** In the main thread: the worker is gone, nothing runs any more. */
export function abandonGate(gate: Gate): void {
  Atomics.store(gate, running, 0)
  closeGate(gate)
}
