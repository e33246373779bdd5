import type { Core, CoreBody, CorePattern } from './core.js'

/** The names that the code refers to and does not bind itself. */
export function freeNames(code: CoreBody): Set<string> {
  const free = new Set<string>()
  collect(code, new Set(), free)
  return free
}

/** The names that a pattern binds. */
export const boundNames = (pattern: CorePattern): readonly string[] =>
  pattern.is === 'name' ? [pattern.name] : pattern.names

function collect(code: CoreBody, bound: ReadonlySet<string>, free: Set<string>): void {
  if (code.is === 'block') {
    const inside = new Set(bound)
    for (const statement of code.statements) {
      collect(statement.value, inside, free)
      if (statement.is === 'const') for (const name of boundNames(statement.pattern)) inside.add(name)
    }
    return
  }
  if (code.is === 'name') {
    if (!bound.has(code.name)) free.add(code.name)
    return
  }
  if (code.is === 'arrow') {
    collect(code.body, new Set([...bound, ...code.parameters.flatMap(boundNames)]), free)
    return
  }
  for (const part of childrenOf(code)) collect(part, bound, free)
}

/** The expressions directly inside one that is no arrow. */
export function childrenOf(core: Core): readonly Core[] {
  switch (core.is) {
    case 'member':
      return [core.object]
    case 'call':
      return [core.callee, ...core.arguments]
    case 'array':
      return core.items
    case 'object':
      return core.entries.map(([, value]) => value)
    case 'conditional':
      return [core.condition, core.then, core.else]
    case 'binary':
      return [core.left, core.right]
    case 'unary':
      return [core.operand]
    default:
      return []
  }
}

/** The names that are read as soon as the code runs: those inside functions are not. */
export function namesAtLoad(core: Core, names: Set<string> = new Set()): Set<string> {
  if (core.is === 'name') names.add(core.name)
  else if (core.is !== 'arrow') for (const part of childrenOf(core)) namesAtLoad(part, names)
  return names
}
