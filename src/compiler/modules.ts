import type * as ast from '../grammar/ast.js'
import { parse } from '../grammar/parser.js'
import type { Diagnostic } from '../messages/diagnostic.js'
import { nearest } from '../messages/nearest.js'
import type { Sources } from './check.js'
import { importOf, report } from './context.js'
import type { CoreDeclaration, CoreModule } from './core.js'
import { exportsOf } from './exports.js'
import { namesAtLoad } from './free.js'
import { type Item, whatItIs } from './item.js'
import type { ModuleState } from './module.js'
import { typescriptWords } from './names.js'
import { beside } from './path.js'
import { resolve } from './resolve.js'
import { childOf, type Entity, type Scope } from './scope.js'
import { checkEvaluate, checkTrain, tellTrainedTwice } from './settings.js'
import { suggestion } from './suggestion.js'
import { primitives, stdModules } from './tables.js'

/** Checked modules by path, used again while their texts and imports stay the same. */
const cache = new Map<string, ModuleState>()
const cacheLimit = 400

/** Circles of imports that were found, by the module that they come back to, which tells of them. */
const circles = new Map<string, readonly string[]>()

const primitiveScope: Scope = {
  parent: undefined,
  names: new Map(primitives.map((name): [string, Entity] => [name, { is: 'primitive', name }])),
}

/** Reads and checks a module with all that it imports. */
export function loadModule(path: string, sources: Sources): ModuleState {
  circles.clear()
  return load(path, sources, [], new Map())
}

function load(
  path: string,
  sources: Sources,
  loading: readonly string[],
  loaded: Map<string, ModuleState>,
): ModuleState {
  const known = loaded.get(path)
  if (known) return known
  const text = sources.read(path) ?? ''
  const before = cache.get(path)
  if (before && before.text === text && unchanged(before, sources, [...loading, path], loaded)) {
    loaded.set(path, before)
    return before
  }
  const module = check(path, text, sources, [...loading, path], loaded)
  loaded.set(path, module)
  if (cache.size >= cacheLimit) cache.clear()
  const whole = circles.size === 0 && !module.diagnostics.some((diagnostic) => diagnostic.code === 'SSL2008')
  if (whole) cache.set(path, module)
  return module
}

function unchanged(
  module: ModuleState,
  sources: Sources,
  loading: readonly string[],
  loaded: Map<string, ModuleState>,
): boolean {
  if (module.missing.some((path) => sources.read(path) !== undefined)) return false
  return module.imports.every(
    (imported) =>
      !loading.includes(imported.path) &&
      sources.read(imported.path) !== undefined &&
      load(imported.path, sources, loading, loaded) === imported,
  )
}

function check(
  path: string,
  text: string,
  sources: Sources,
  loading: readonly string[],
  loaded: Map<string, ModuleState>,
): ModuleState {
  const { file, diagnostics } = parse(text, path)
  const isPrelude = path === 'std.prelude'
  const prelude =
    isPrelude || sources.read('std.prelude') === undefined
      ? undefined
      : load('std.prelude', sources, loading, loaded)
  const imported = childOf(prelude ? { parent: primitiveScope, names: exportsOf(prelude) } : primitiveScope)
  const module: ModuleState = {
    path,
    text,
    file,
    scope: childOf(imported),
    items: new Map(),
    pretexts: new Map(),
    imports: prelude ? [prelude] : [],
    missing: [],
    blind: false,
    namespaces: new Map(),
    diagnostics: [...diagnostics],
    facts: [],
    suggest: (name) => suggestion(name, (module) => sources.read(module), path),
  }
  for (const each of file.imports) importInto(module, imported, each, sources, loading, loaded)
  declareItems(module)
  for (const item of module.items.values()) resolve(item)
  for (const item of module.pretexts.values()) resolve(item)
  const blocks = file.declarations.flatMap((declaration): CoreDeclaration[] => {
    if (declaration.is === 'train') return [checkTrain(module, declaration)]
    return declaration.is === 'evaluate' ? [checkEvaluate(module, declaration)] : []
  })
  tellTrainedTwice(module)
  dropFollowUps(module, diagnostics)
  module.diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0))
  const sound = !module.diagnostics.some((diagnostic) => diagnostic.severity === 'error')
  if (sound && module.imports.every((each) => each.core)) module.core = coreOf(module, blocks)
  return module
}

/** A declaration with a syntax error has been told of; what else seems wrong in it follows from that. */
function dropFollowUps(module: ModuleState, syntax: readonly Diagnostic[]): void {
  if (syntax.length === 0) return
  const starts = module.file.declarations.map((declaration) => declaration.start)
  // What stands behind a declaration, up to the next one, still belongs to it.
  const declarationAt = (place: number) => starts.filter((start) => start <= place).length
  const broken = new Set(syntax.flatMap(({ span }) => (span ? [declarationAt(span.start)] : [])))
  const within = ({ span }: Diagnostic) => span !== undefined && broken.has(declarationAt(span.start))
  const lost = namesLost(module, syntax)
  const missed = ({ span }: Diagnostic) => span && lost.has(module.text.slice(span.start, span.end))
  const own = new Set(syntax)
  const kept = module.diagnostics.filter((one) => own.has(one) || !(within(one) || missed(one)))
  module.diagnostics.length = 0
  for (const diagnostic of kept) module.diagnostics.push(diagnostic)
}

const heads = /^(?:model|data|let|fn|augment|layer|encoder|head|loss|pretext)[ \t]+([A-Za-z_]\w*)/gm

/** The names of declarations that mistakes of syntax left out. */
function namesLost({ text, items, pretexts }: ModuleState, syntax: readonly Diagnostic[]): Set<string> {
  const declared = [...text.matchAll(heads)].map((match) => ({ start: match.index, name: match[1] ?? '' }))
  const names = syntax.flatMap(({ span }) => {
    const name = declared.findLast(({ start }) => span !== undefined && start <= span.start)?.name
    return name !== undefined && !items.has(name) && !pretexts.has(name) ? [name] : []
  })
  return new Set(names)
}

function coreOf(module: ModuleState, blocks: readonly CoreDeclaration[]): CoreModule {
  const ordered: CoreDeclaration[] = []
  const done = new Set<Item>()
  const add = (item: Item): void => {
    if (done.has(item)) return
    done.add(item)
    for (const name of item.core ? namesAtLoad(item.core.value) : []) {
      const needed = module.items.get(name)
      if (needed) add(needed)
    }
    if (item.core) ordered.push(item.core)
  }
  const items = [...module.items.values(), ...module.pretexts.values()]
  items.sort((a, b) => a.declaration.start - b.declaration.start)
  for (const item of items) add(item)
  const imports = [...module.namespaces].map(([namespace, from]) => ({ namespace, from }))
  imports.sort((a, b) => (a.namespace < b.namespace ? -1 : 1))
  return {
    file: module.path,
    ...(module.file.doc !== undefined && { doc: module.file.doc }),
    imports,
    declarations: [...ordered, ...blocks],
  }
}

function declareItems(module: ModuleState): void {
  for (const declaration of module.file.declarations) {
    if (declaration.is === 'train' || declaration.is === 'evaluate') continue
    const name = declaration.name.text
    if (name === '' || declaration.name.recovered) continue
    if (typescriptWords.has(name)) report({ module }, 'SSL2004', { name }, declaration.name)
    const item: Item = { name, module, declaration, state: 'new' }
    const pretext = declaration.is === 'pretext'
    const other = pretext ? module.items.get(name) : module.pretexts.get(name)
    const same = pretext ? module.pretexts.get(name) : module.items.get(name)
    if (same) {
      const first = same.declaration.name
      const related = [
        {
          message: `\`${name}\` is first defined here`,
          span: { file: module.path, start: first.start, end: first.end },
        },
      ]
      report({ module }, 'SSL2002', { name }, declaration.name, { related })
      continue
    }
    if (other) report({ module }, 'SSL2013', { name, module: module.path }, declaration.name)
    if (pretext) module.pretexts.set(name, item)
    else {
      module.items.set(name, item)
      module.scope.names.set(name, { is: 'item', item })
    }
  }
}

function importInto(
  module: ModuleState,
  scope: Scope,
  each: ast.Import,
  sources: Sources,
  loading: readonly string[],
  loaded: Map<string, ModuleState>,
): void {
  if ('path' in each.from) {
    const path = beside(module.path, each.from.path.value)
    if (/\.(m|c)?[jt]s$/.test(path)) {
      if (sources.exists?.(path) === false) {
        module.missing.push(path)
        report({ module }, 'SSL2006', { path }, each.from.path)
      }
      importFunctions(module, scope, each, path)
      return
    }
    const target = reach(module, path, each.from.path, sources, loading, loaded)
    if (target) bring(module, scope, target, each.names, `"${each.from.path.value}"`)
    else lose(module, scope, each.names)
    return
  }
  const [first, second] = each.from.module
  if (!first || first.recovered) {
    module.blind = true
    return
  }
  const place = { start: first.start, end: (second ?? first).end }
  if (first.text !== 'std') {
    report(
      { module },
      'SSL2005',
      {
        module: each.from.module.map((part) => part.text).join('.'),
        near: nearest(first.text, ['std', ...stdModules]),
      },
      place,
    )
    lose(module, scope, each.names)
    return
  }
  const wanted = second ? [second] : (each.names ?? [])
  for (const name of wanted) {
    if (!stdModules.some((std) => std === name.text)) {
      const near = nearest(name.text, stdModules)
      if (name.text !== '')
        report({ module }, 'SSL2005', { module: `std.${name.text}`, near: near && `std.${near}` }, name)
      lose(module, scope, second ? each.names : undefined)
      continue
    }
    const target = reach(module, `std.${name.text}`, name, sources, loading, loaded)
    if (target) bring(module, scope, target, second ? each.names : undefined, `std.${name.text}`)
    else lose(module, scope, second ? each.names : undefined)
  }
}

function reach(
  module: ModuleState,
  path: string,
  at: ast.Located,
  sources: Sources,
  loading: readonly string[],
  loaded: Map<string, ModuleState>,
): ModuleState | undefined {
  if (loading.includes(path)) {
    if (path === module.path) report({ module }, 'SSL2008', { path: [path, path] }, at)
    circles.set(path, [...loading.slice(loading.indexOf(path)), path])
    return undefined
  }
  if (sources.read(path) === undefined) {
    module.missing.push(path)
    report({ module }, 'SSL2006', { path }, at)
    return undefined
  }
  const target = load(path, sources, loading, loaded)
  const circle = circles.get(module.path)
  if (circle?.[1] === path) {
    report({ module }, 'SSL2008', { path: circle }, at)
    circles.delete(module.path)
    return undefined
  }
  if (!module.imports.includes(target)) module.imports.push(target)
  return target
}

function bring(
  module: ModuleState,
  scope: Scope,
  from: ModuleState,
  names: readonly ast.Identifier[] | undefined,
  text: string,
): void {
  const importable = exportsOf(from)
  if (!names) {
    for (const entity of importable.values()) add(scope, entity, text)
    return
  }
  for (const name of names) {
    const entity = importable.get(name.text)
    if (entity) {
      add(scope, entity, text)
      continue
    }
    lose(module, scope, [name])
    const inner = from.items.get(name.text) ?? from.pretexts.get(name.text)
    if (inner) report({ module }, 'SSL2009', { name: name.text, what: whatItIs(inner) }, name)
    else if (name.text !== '') {
      const near = nearest(name.text, importable.keys())
      if (near !== undefined) lose(module, scope, [{ ...name, text: near }])
      report({ module }, 'SSL2007', { name: name.text, module: text, near }, name)
    }
  }
}

function add(scope: Scope, entity: Extract<Entity, { is: 'item' }>, from: string): void {
  const { item } = entity
  const before = scope.names.get(item.name)
  if (before?.is === 'item' && before.item !== item) {
    const first = before.item.module.path
    scope.names.set(item.name, {
      is: 'ambiguous',
      modules: [first.startsWith('std.') ? first : `"${first}"`, from],
    })
  } else if (!before) scope.names.set(item.name, entity)
}

/** What the import should have brought is not told of again. */
function lose(module: ModuleState, scope: Scope, names: readonly ast.Identifier[] | undefined): void {
  if (!names) module.blind = true
  for (const name of names ?? []) if (!scope.names.has(name.text)) scope.names.set(name.text, { is: 'lost' })
}

function importFunctions(module: ModuleState, scope: Scope, each: ast.Import, path: string): void {
  const namespace = importOf(module, path)
  for (const name of each.names ?? [])
    scope.names.set(name.text, { is: 'source', name: name.text, namespace, from: path })
}
