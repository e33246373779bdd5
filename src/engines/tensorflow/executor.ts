import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { product } from '../lowering/value.js'
import { laps } from '../worker/laps.js'
import { type Data, type DataByName, newData, type Port } from '../worker/port.js'
import type { Executor, Tell } from '../worker/serve.js'
import type { SavedModel, Tensor, TensorFlow } from './load.js'
import { assigning, reading, type SavedGraph, signatureName } from './lower.js'

/** What the executor needs: plain data, so that it can be sent to a worker. */
export interface Setup extends SavedGraph {
  readonly variables: readonly Port[]
}

const dtypes = { f32: 'float32', int: 'int32', bool: 'bool' } as const

/** Loads a SavedModel; its session holds the variables, which are 0 at first. */
export async function createExecutor(tf: TensorFlow, setup: Setup): Promise<Executor> {
  const folder = mkdtempSync(join(tmpdir(), 'sslang-tensorflow-'))
  const file = join(folder, 'saved_model.pb')
  writeFileSync(file, setup.bytes)
  const signatures = new Map<string, SavedModel>()
  try {
    // All signatures of a folder share the session that the first one makes; then the folder is needed no longer.
    for (const name of Object.keys(setup.inputs)) {
      signatures.set(name, await tf.node.loadSavedModel(folder, ['serve'], name))
      if (signatures.size === 1) writeFileSync(file, setup.signatures)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const call = (name: string, values: DataByName, tell?: Tell): Record<string, Data> =>
    predict(
      tf,
      signatures.get(name) as SavedModel,
      setup.inputs[name] ?? [],
      setup.outputs[name] ?? [],
      values,
      tell,
    )
  let assigned = setup.variables.length === 0
  const assign = (values: DataByName): void => {
    const all = setup.variables.every(({ name }) => values[name] !== undefined)
    call(assigning, all ? values : { ...(assigned ? call(reading, {}) : zeros(setup)), ...values })
    assigned = true
  }
  /** Mostly all variables are assigned before anything reads them. */
  const ready = (): void => {
    if (!assigned) assign({})
  }
  const read = (): Record<string, Data> => {
    ready()
    return call(reading, {})
  }
  return {
    assign,
    run: async (name, inputs, update, tell) => {
      ready()
      return call(signatureName(name, update), inputs, tell)
    },
    read: (paths) => {
      const all = read()
      return Object.fromEntries(paths.flatMap((path) => (all[path] ? [[path, all[path]]] : [])))
    },
    close: async () => {
      for (const signature of signatures.values()) signature.dispose()
      signatures.clear()
    },
  }
}

const zeros = ({ variables }: Setup): DataByName =>
  Object.fromEntries(variables.map(({ name, shape, type }) => [name, newData(type, product(shape))]))

function predict(
  tf: TensorFlow,
  signature: SavedModel,
  inputs: readonly Port[],
  outputs: readonly string[],
  values: DataByName,
  tell: Tell = () => undefined,
): Record<string, Data> {
  const lap = laps('engine', tell)
  const fed = inputs.map(({ name, shape, type }): [string, Tensor] => [
    name,
    tf.tensor(values[name] as Data, shape, dtypes[type]),
  ])
  lap('feed')
  const fetched = signature.predict(Object.fromEntries(fed))
  lap('step')
  // The arrays may be memory of TensorFlow.
  const results = outputs.flatMap((name): [string, Data][] => {
    const data = fetched[name]?.dataSync()
    return data ? [[name, data.slice()]] : []
  })
  for (const tensor of [...fed.map(([, one]) => one), ...Object.values(fetched)]) tensor.dispose()
  lap('fetch')
  return Object.fromEntries(results)
}
