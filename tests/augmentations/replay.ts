import { checkModule, evaluateDefinition } from '../../src/compiler/index.js'
import { evaluateNodes } from '../../src/engines/reference/evaluate.js'
import { configure } from '../../src/program/definition/configuration.js'
import { definitionOf, type Information } from '../../src/program/definition/information.js'
import type { HostDistribution } from '../../src/program/draw/site.js'
import type { Nested } from '../../src/program/index.js'
import { nodesOf, plainProgram } from '../../src/program/plain/evaluate.js'
import { flatten, nest } from '../../src/program/plain/nested.js'

/** Numbers in row-major order. */
export interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** A call of a definition of the library. */
export interface Call {
  /** Its module and name: `augment.grayscale`. */
  readonly path: string
  readonly configuration?: Readonly<Record<string, unknown>>
  /** Its data by name. */
  readonly data: Readonly<Record<string, Nested>>
  /** What the draws of these sites are; the others are made with the key. */
  readonly draws?: Readonly<Record<string, number>>
  readonly key?: { readonly seed: number; readonly step: number; readonly example: number }
}

const checked = ['std.augment', 'std.color'].map((module) => checkModule(module, { read: () => undefined }))
const modules = new Map(checked.flatMap((one) => [...one.modules]))
const known = new Map<string, Information>()

function information(path: string): Information {
  const found = known.get(path)
  if (found) return found
  const value = evaluateDefinition(modules, `std.${path}`)
  const made = typeof value === 'function' ? definitionOf(value) : undefined
  if (!made) throw new Error(`${path} is no definition`)
  known.set(path, made)
  return made
}

/** The names of the data of a definition. */
export const dataOf = (path: string): readonly string[] => Object.keys(information(path).data)

/** The names of the configuration of a definition. */
/** The graph of a call. */
function programOf({ path, configuration = {}, data, key }: Call) {
  const definition = information(path)
  const given = Object.keys(definition.data).map((name) => data[name] ?? Number.NaN)
  return plainProgram({ definition, configuration: configure(definition, configuration) }, given, {
    key: key ?? { seed: 1, step: 0, example: 0 },
  })
}

/** What a call draws, by site. */
export const drawn = (call: Call): Readonly<Record<string, HostDistribution>> =>
  Object.fromEntries(
    [...programOf(call).build.draws.values()].map(({ site }) => [site.site, site.distribution]),
  )

/** What `reference` makes of a call, in float64. */
export function replay(call: Call): Stored {
  const program = programOf(call)
  const sites = new Map([...program.build.draws.values()].map(({ node, site }) => [site.site, node]))
  for (const [site, value] of Object.entries(call.draws ?? {})) {
    const node = sites.get(site)
    if (!node) throw new Error(`${call.path} draws ${[...sites.keys()].join(', ')}, but no ${site}`)
    program.values.set(node, [value])
  }
  const [values] = evaluateNodes(nodesOf(program.result), program.values)
  const [node] = nodesOf(program.result)
  return { shape: (node?.shape ?? []).map(Number), values: Array.from(values ?? []) }
}

/** As nested arrays. */
export const nested = ({ shape, values }: Stored): Nested => nest(values, shape)

/** Of nested arrays. */
export function stored(value: Nested): Stored {
  const { shape, data } = flatten(value)
  return { shape, values: Array.from(data) }
}
