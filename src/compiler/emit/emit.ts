import type {
  ImportDeclarationStructure,
  SourceFile,
  VariableDeclarationKind,
  VariableStatementStructure,
} from 'ts-morph'
import type { Span } from '../../messages/diagnostic.js'
import type { CoreDeclaration, CoreModule } from '../core.js'
import { freeNames } from '../free.js'
import { docLines, isNameAt, layoutExpression } from './expression.js'
import { type Mark, marked, type Printed, print } from './layout.js'
import { resultTypes } from './results.js'
import { type SourceMap, sourceMap } from './sourcemap.js'
import { isPure, namespacesOf } from './usage.js'

export interface EmitOptions {
  /** The `.ssl` text that the module was compiled from. */
  readonly source: string
  /** The name of the emitted file without folders; by default that of the source and `.ts`. */
  readonly file?: string
  /** The path of the source as seen from the emitted file; by default its name without folders. */
  readonly sourceFile?: string
  /** Rewrites the import of a relative module, where the emitted file does not lie beside its source. */
  readonly resolve?: (specifier: string) => string
}

export interface Emitted {
  readonly file: string
  readonly text: string
  readonly map: SourceMap
}

/** A declaration as it will stand in the file. */
interface Piece extends Printed {
  readonly declaration: CoreDeclaration
  readonly named: boolean
}

/**
 * Prints a module as TypeScript: one `export const` per declaration, with doc comments and a source
 * map. The same module always gives the same bytes. ts-morph is loaded by the first call.
 */
export async function emit(module: CoreModule, options: EmitOptions): Promise<Emitted> {
  const name = module.file.slice(module.file.lastIndexOf('/') + 1)
  const file = options.file ?? `${name}.ts`
  const sourceFile = options.sourceFile ?? name
  const pieces = piecesOf(module, options.source)
  const printed = await printFile(module, pieces, sourceFile, options.resolve ?? ((specifier) => specifier))
  const text = `${printed.text}//# sourceMappingURL=${file}.map\n`
  const map = sourceMap({ text, file, source: options.source, sourceFile, marks: printed.marks })
  return { file, text, map }
}

function piecesOf(module: CoreModule, source: string): readonly Piece[] {
  const read = new Set(module.declarations.flatMap(({ value }) => [...freeNames(value)]))
  const results = resultTypes(module)
  return module.declarations.flatMap((declaration): Piece[] => {
    const { name, exported, value, span } = declaration
    const named = name !== undefined && (exported || read.has(name))
    if (!named && isPure(value)) return []
    const head = named ? `${exported ? 'export ' : ''}const ${name} = ` : ''
    const types = results.get(name ?? '')
    const around = { source, ...(types !== undefined && { results: types }) }
    const printed = print([head, marked(layoutExpression(value, around), span)])
    const marks = printed.marks.map((mark) => shifted(mark, -head.length))
    const own = named && isNameAt(source, span, name) ? [nameMark(name, span)] : []
    return [{ declaration, named, text: printed.text.slice(head.length), marks: [...own, ...marks] }]
  })
}

/** The declared name stands in front of ` = ` and the value. */
const nameMark = (name: string, span: Span): Mark => ({
  start: -' = '.length - name.length,
  end: -' = '.length,
  span: { ...span, end: span.start + name.length },
  name,
})

const shifted = (mark: Mark, by: number): Mark => ({ ...mark, start: mark.start + by, end: mark.end + by })

async function printFile(
  module: CoreModule,
  pieces: readonly Piece[],
  sourceFile: string,
  resolve: (specifier: string) => string,
): Promise<Printed> {
  const morph = await import('ts-morph')
  const project = new morph.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { quoteKind: morph.QuoteKind.Single, newLineKind: morph.NewLineKind.LineFeed },
  })
  const imports = importsOf(module).map(
    ({ namespace, from }): ImportDeclarationStructure => ({
      kind: morph.StructureKind.ImportDeclaration,
      namespaceImport: namespace,
      moduleSpecifier: specifierOf(from, resolve),
    }),
  )
  const constants = morph.VariableDeclarationKind.Const
  const statements = pieces.map((piece): VariableStatementStructure | string =>
    piece.named ? variable(piece, morph.StructureKind.VariableStatement, constants) : bareStatement(piece),
  )
  const file = project.createSourceFile('module.ts', { statements: [...imports, ...statements] })
  return assemble(file, header(module, sourceFile), imports.length, pieces)
}

function variable(
  { declaration }: Piece,
  kind: VariableStatementStructure['kind'],
  declarationKind: VariableDeclarationKind,
): VariableStatementStructure {
  return {
    kind,
    isExported: declaration.exported,
    declarationKind,
    declarations: [{ name: declaration.name ?? '', initializer: placeholder }],
    ...(declaration.doc !== undefined && { docs: [docText(declaration.doc)] }),
    leadingTrivia: '\n',
  }
}

function bareStatement({ declaration }: Piece): string {
  const doc = declaration.doc === undefined ? [] : docLines(declaration.doc)
  return ['', ...doc, placeholder].join('\n')
}

/** Stands for the text of a value in the printed structures, whose own layout would indent it. */
const placeholder = 'undefined'

/** ts-morph puts a description of several lines below the opening only where it starts with a line end. */
function docText(doc: string): string {
  const safe = doc.replaceAll('*/', '*\\/')
  return safe.includes('\n') ? `\n${safe}` : safe
}

/** The printed statements with their values and without semicolons, and where the marks came to lie. */
function assemble(file: SourceFile, head: string, imports: number, pieces: readonly Piece[]): Printed {
  const marks: Mark[] = []
  let text = head
  file.getStatements().forEach((statement, index) => {
    const printed = statement.getFullText().replace(/;$/, '')
    const piece = pieces[index - imports]
    if (!piece) {
      text += printed
      return
    }
    text += printed.slice(0, printed.length - placeholder.length)
    const start = text.length
    marks.push(...piece.marks.map((mark) => shifted(mark, start)))
    text += piece.text
  })
  return { text: `${text}\n`, marks }
}

/** `// Generated …`, then the doc comment of the file. */
function header(module: CoreModule, sourceFile: string): string {
  const notice = `// Generated from ${sourceFile} by sslang. Do not edit: change the source and compile it again.\n`
  return module.doc === undefined ? notice : `${notice}\n${docLines(module.doc).join('\n')}\n\n`
}

/** The runtime first, then what the module reads of its other imports. */
function importsOf(module: CoreModule): CoreModule['imports'] {
  const read = namespacesOf(module)
  return [{ namespace: '$', from: 'sslang/runtime' }, ...module.imports].filter(({ namespace }) =>
    read.has(namespace),
  )
}

/**
 * `./byol.ssl` becomes `./byol.ssl.js` and `./letters.ts` `./letters.js`: the names that TypeScript
 * and bundlers resolve to `byol.ssl.ts` and `letters.ts`.
 */
function specifierOf(from: string, resolve: (specifier: string) => string): string {
  if (from.startsWith('sslang/')) return from
  return resolve(from.endsWith('.ssl') ? `${from}.js` : from.replace(/\.(m?)ts$/, '.$1js'))
}
