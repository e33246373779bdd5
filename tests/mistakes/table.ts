import type { Diagnostic } from '../../src/messages/diagnostic.js'
import type { Family, Mistake } from './mistake.js'

/** A mistake and all that was said of it. */
export interface Judged {
  readonly family: Family
  readonly mistake: Mistake
  readonly said: readonly Diagnostic[]
}

/** The page of all mistakes: what was done wrong, and what the checker said. */
export function tableOf(judged: readonly Judged[]): string {
  const silent = judged.filter(({ said }) => said.length === 0)
  const programs = [...new Set(judged.map(({ family }) => family.program))]
  const sections = programs.map((program) => {
    const rows = judged.filter(({ family }) => family.program === program).map(rowOf)
    return [`## ${program}`, '', '| mistake | what the checker says |', '|---|---|', ...rows, ''].join('\n')
  })
  return [
    '# Mistakes, and what is said of them',
    '',
    `Small variations of sound programs, each with one mistake that is easily made: ${judged.length} in ${programs.length} programs. The checker says something of ${judged.length - silent.length}; where it is silent, the reason stands in its place.`,
    '',
    ...sections,
  ].join('\n')
}

const rowOf = ({ mistake, said }: Judged): string =>
  `| ${cell(mistake.what)} | ${said.length === 0 ? `*nothing:* ${cell(mistake.because ?? '')}` : said.map(messageOf).join('<br>')} |`

const messageOf = ({ code, severity, message }: Diagnostic): string =>
  `${severity} [${code}](diagnostics/${code}.md): ${cell(message)}`

const cell = (text: string): string => text.replaceAll('|', '\\|')
