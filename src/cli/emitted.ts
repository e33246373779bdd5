import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fail } from '../messages/catalogue.js'
import { reason } from './files.js'
import { type Checked, filesOf } from './program.js'

/** A file that the compiler wrote. */
export interface Output {
  readonly path: string
  readonly text: string
}

const slashes = (path: string): string => path.split(sep).join('/')

/** `./x` for a path that would otherwise read as a package. */
const dotted = (path: string): string => (path.startsWith('.') ? path : `./${path}`)

/**
 * The TypeScript modules of a program and of the files it imports, each with its source map.
 * Beside their sources, or below `out` as the sources lie below `root`.
 */
export async function emitProgram(checked: Checked, out?: string, root = '.'): Promise<Output[]> {
  const { emit } = await import('../compiler/index.js')
  const outputs: Output[] = []
  for (const file of filesOf(checked)) {
    const module = checked.modules.get(file)
    const source = checked.read(file)
    if (!module || source === undefined) continue
    const path = `${out === undefined ? file : join(out, relative(root, file))}.ts`
    const sourceFile = dotted(slashes(relative(dirname(path), file)))
    const emitted = await emit(module, {
      source,
      sourceFile: out === undefined ? sourceFile.replace(/^\.\//, '') : sourceFile,
      ...(out !== undefined && { resolve: fromOut(path, file) }),
    })
    outputs.push(
      { path, text: emitted.text },
      { path: `${path}.map`, text: `${JSON.stringify(emitted.map)}\n` },
    )
  }
  return outputs
}

/** Emitted modules keep their places among each other; TypeScript functions stay where they are written. */
function fromOut(path: string, source: string): (specifier: string) => string {
  return (specifier) =>
    specifier.endsWith('.ssl.js')
      ? specifier
      : dotted(slashes(relative(dirname(resolve(path)), resolve(dirname(source), specifier))))
}

/** Writes files whole or not at all; SSL8004 where that fails. Files that would not change are left alone. */
export function writeAll(outputs: readonly Output[]): void {
  for (const { path, text } of outputs) {
    try {
      mkdirSync(dirname(path), { recursive: true })
      const draft = `${path}.${process.pid}.tmp`
      writeFileSync(draft, text)
      renameSync(draft, path)
    } catch (cause) {
      fail('SSL8004', { path, reason: reason(cause) })
    }
  }
}
