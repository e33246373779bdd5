import { SslError } from '../messages/diagnostic.js'
import { file as writeFile } from './format/file.js'
import { gaps } from './format/gaps.js'
import { Printer } from './format/printer.js'
import { Source } from './format/source.js'
import { lex } from './lexer.js'
import { parse } from './parser.js'

/**
 * The text in its one canonical form (language, section 18): idempotent, with every comment between
 * the same two tokens, and with the same meaning.
 * @throws SslError with all mistakes if the text is no program.
 */
export function format(text: string, file = 'input.ssl'): string {
  const parsed = parse(text, file)
  if (parsed.diagnostics.length > 0) throw new SslError(parsed.diagnostics)
  const { tokens, comments } = lex(text, file)
  const between = gaps(text, tokens, comments)
  const printer = new Printer(between)
  writeFile(parsed.file, new Source(tokens, between), printer)
  return printer.finish()
}
