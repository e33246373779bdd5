import type * as ast from '../../grammar/ast.js'
import { parse } from '../../grammar/parser.js'
import { librarySource } from '../library.js'
import { beside } from '../path.js'
import { type Parameters, parametersOf } from './parameters.js'

/** Texts by path. */
export interface Texts {
  readonly read: (path: string) => string | undefined
}

/** The configuration of the definitions that a file sees: its own, imported ones, the prelude's. */
export function visibleDefinitions(
  file: ast.File,
  path: string,
  text: string,
  texts: Texts,
): ReadonlyMap<string, Parameters> {
  const found = new Map(definitionsOf(library('std.prelude')))
  for (const one of file.imports) {
    for (const module of modulesOf(one, path, texts)) {
      const wanted = new Set(one.names?.map((name) => name.text))
      const selects = one.names !== undefined && !isFolder(one)
      for (const [name, parameters] of definitionsOf(module))
        if (!selects || wanted.has(name)) found.set(name, parameters)
    }
  }
  for (const [name, parameters] of definitionsOf({ file, text })) found.set(name, parameters)
  return found
}

interface Module {
  readonly file: ast.File
  readonly text: string
}

/** `import std.{augment, losses}` names modules, every other list names definitions. */
const isFolder = ({ from }: ast.Import): boolean => 'module' in from && from.module.length === 1

function modulesOf(one: ast.Import, importer: string, texts: Texts): readonly Module[] {
  const { from } = one
  if ('module' in from) {
    const path = from.module.map((part) => part.text).join('.')
    return isFolder(one) ? (one.names ?? []).map(({ text }) => library(`${path}.${text}`)) : [library(path)]
  }
  if (!from.path.value.endsWith('.ssl')) return []
  const path = beside(importer, from.path.value)
  return [parsed(texts.read(path) ?? '', path)]
}

const library = (module: string): Module => parsed(librarySource(module) ?? '', module)

/** The last text of each path stays parsed: an editor asks again at every key. */
const known = new Map<string, Module>()

function parsed(text: string, path: string): Module {
  const before = known.get(path)
  if (before?.text === text) return before
  const module = { file: parse(text, path).file, text }
  known.set(path, module)
  return module
}

function definitionsOf({ file, text }: Module): readonly (readonly [string, Parameters])[] {
  return file.declarations.flatMap((declaration) =>
    declaration.is === 'definition'
      ? [[declaration.name.text, parametersOf(declaration, text)] as const]
      : [],
  )
}
