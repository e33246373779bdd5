import { readFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { librarySource } from '../compiler/library.js'
import { type Diagnostic, SslError } from '../messages/diagnostic.js'
import { exit } from './exit.js'
import { reason, tidy } from './files.js'

/** Writes a line of a result. */
export const print = (text: string): void =>
  void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)

/** Writes a line that is no result: progress, hints, mistakes. */
export const note = (text: string): void =>
  void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)

/** Writes a result that a program reads. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))

/** Are there errors among them, so that the work failed? */
export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((one) => one.severity === 'error')

/** The texts of all files that diagnostics point into; `known` gives texts that are not on the disk. */
export function textsOf(
  diagnostics: readonly Diagnostic[],
  known: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const texts = new Map(known)
  const places = diagnostics.flatMap((one) => [one.span, ...one.related.map((related) => related.span)])
  for (const span of places) {
    if (!span || texts.has(span.file)) continue
    const text = librarySource(span.file) ?? textOf(span.file)
    if (text !== undefined) texts.set(span.file, text)
  }
  return texts
}

/** A file that is gone is shown by its name only. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** For people, or as JSON for programs; `lines` puts it all on one line, as one event of a training. */
interface Told {
  readonly json?: boolean | undefined
  readonly lines?: boolean
}

/** What one command says about the user's files: to stderr for people, to stdout as JSON for programs. */
export async function report(
  said: readonly Diagnostic[],
  options: Told & { texts?: ReadonlyMap<string, string> | undefined } = {},
): Promise<void> {
  const { render, toJson, wantsColor } = await import('../messages/render.js')
  const diagnostics = said.map(tidied)
  const texts = textsOf(diagnostics, options.texts)
  if (options.json && options.lines)
    print(JSON.stringify({ is: 'failed', diagnostics: toJson(diagnostics, texts) }))
  else if (options.json) printJson({ diagnostics: toJson(diagnostics, texts) })
  else if (diagnostics.length > 0)
    note(render(diagnostics, texts, { color: wantsColor(process.stderr, process.env) }))
}

/** A run knows its files by whole paths. */
function tidied(diagnostic: Diagnostic): Diagnostic {
  const { span } = diagnostic
  return span && isAbsolute(span.file)
    ? { ...diagnostic, span: { ...span, file: tidy(span.file) } }
    : diagnostic
}

/** Shows what stopped a command and answers with its exit code. */
export async function failure(cause: unknown, told: Told): Promise<number> {
  if (cause instanceof SslError) {
    await reportFailure(cause.diagnostics, told)
    return cause.diagnostics.some((one) => one.code === 'SSL8001') ? exit.usage : exit.input
  }
  const { diagnose } = await import('../messages/catalogue.js')
  if (isSystemError(cause)) {
    const code = cause.syscall === 'open' && cause.code !== 'ENOSPC' ? 'SSL8003' : 'SSL8004'
    await reportFailure([diagnose(code, { path: cause.path, reason: reason(cause) })], told)
    return exit.input
  }
  const what = cause instanceof Error ? cause.message : String(cause)
  await reportFailure([diagnose('SSL8000', { what })], told)
  if (cause instanceof Error && process.env.SSLANG_DEBUG) note(cause.stack ?? '')
  return exit.internal
}

/** A file that the system refused, wherever that happened. */
const isSystemError = (cause: unknown): cause is Error & { code: string; syscall: string; path: string } =>
  cause instanceof Error && 'syscall' in cause && 'path' in cause

/** A failure is said to the person even where a program reads the result. */
async function reportFailure(diagnostics: readonly Diagnostic[], told: Told): Promise<void> {
  if (told.json) await report(diagnostics, told)
  await report(diagnostics)
}
