import type { Core, CoreBody, CorePattern } from '../core.js'
import { membersOf } from './usage.js'

/**
 * Functions inside the types of a definition (axes, defaults) read what is bound before them by name.
 * TypeScript cannot know these names' types there, so they are written out.
 */

const roles: ReadonlySet<string> = new Set(['fn', 'augment', 'layer', 'encoder', 'head', 'loss'])

/** What the configuration of a definition is in TypeScript, by name; undefined for any other call. */
export function configurationTypes(
  call: Extract<Core, { is: 'call' }>,
): ReadonlyMap<string, string> | undefined {
  const { callee } = call
  if (callee.is !== 'global' || callee.namespace !== '$' || !roles.has(callee.name)) return undefined
  const configuration = entryOf(call.arguments[1], 'configuration')
  const entries = configuration?.is === 'object' ? configuration.entries : []
  return new Map(entries.map(([name, type]) => [name, typeOf(type)]))
}

const entryOf = (core: Core | undefined, key: string): Core | undefined =>
  core?.is === 'object' ? core.entries.find(([name]) => name === key)?.[1] : undefined

/** `$.type.int(['S'])` is `readonly number[]`. */
function typeOf(type: Core): string {
  if (type.is !== 'call' || type.callee.is !== 'member') return 'number'
  const [axes] = type.callee.name === 'fn' ? [] : type.arguments
  const depth = axes?.is === 'array' ? axes.items.length : 0
  return Array.from({ length: depth }).reduce(
    (inner: string) => `readonly ${inner}[]`,
    elements[type.callee.name] ?? 'number',
  )
}

const elements: Readonly<Record<string, string>> = {
  bool: 'boolean',
  string: 'string',
  range: '$.Range',
  duration: '$.Duration',
  fn: '$.Callable',
}

/** `: { dilation: number; kernel: number }` */
export function typeOfPattern(
  pattern: CorePattern,
  body: CoreBody,
  known: ReadonlyMap<string, string>,
): string {
  if (pattern.is === 'items') return ''
  const names = pattern.is === 'fields' ? pattern.names : [...membersOf(pattern.name, body)].sort()
  if (names.length === 0) return ': number'
  return `: { ${names.map((name) => `${name}: ${known.get(name) ?? 'number'}`).join('; ')} }`
}
