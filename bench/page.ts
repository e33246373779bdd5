import { readFileSync, writeFileSync } from 'node:fs'

/** Renews what stands in a page between two comments: `<!-- NAME: … -->` and `<!-- end of NAME -->`. */
export function renew(page: string, name: string, text: string): void {
  const whole = readFileSync(page, 'utf8')
  const [before, after] = [whole.indexOf(`<!-- ${name}:`), whole.indexOf(`<!-- end of ${name} -->`)]
  if (before < 0 || after < before) throw new Error(`${page} has no place for ${name}`)
  const from = whole.indexOf('-->', before) + '-->'.length
  writeFileSync(page, `${whole.slice(0, from)}\n\n${text}\n\n${whole.slice(after)}`)
}
