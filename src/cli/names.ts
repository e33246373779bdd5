import { fail } from '../messages/catalogue.js'
import type { TensorSource } from '../runtime/checkpoint/init.js'
import { readText, reason } from './files.js'

/** Reads a JSON file of which tensor each parameter starts from. Fails with SSL8027 where it is none. */
export function readNames(path: string): Record<string, TensorSource> {
  const no = (why: string): never => fail('SSL8027', { path, reason: why })
  const value = parsed(readText(path), no)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return no('it is no object')
  if (Object.keys(value).length === 0) return no('it names none')
  for (const [name, source] of Object.entries(value)) {
    if (!isSource(source)) no(`${name} is neither the name of a tensor nor { "from": …, "axes": […] }`)
  }
  return value as Record<string, TensorSource>
}

function parsed(text: string, no: (why: string) => never): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return no(reason(cause))
  }
}

function isSource(value: unknown): value is TensorSource {
  if (typeof value === 'string') return true
  const { from, axes } = Object(value) as Partial<Exclude<TensorSource, string>>
  return typeof from === 'string' && Array.isArray(axes) && axes.every(Number.isInteger)
}
