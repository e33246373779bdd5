import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { catalogue, fail } from '../../messages/catalogue.js'
import { nearest } from '../../messages/nearest.js'
import { examples } from '../examples.js'
import { print, printJson } from '../output.js'
import { packageFolder } from '../version.js'

/** `sslang explain CODE`: what a message means, with a failing and a mended example. */
export const explain = (): Command =>
  new Command('explain')
    .summary('say what a message means and how to mend it')
    .description('Shows the page of a message: what it means, a failing example and a mended one.')
    .argument('<code>', 'a message code such as SSL3002')
    .option('--json', 'print the page as JSON')
    .addHelpText('after', examples('sslang explain SSL3002'))
    .action((given: string, options: { json?: boolean }) => {
      const code = given.toUpperCase().replace(/^(?=\d)/, 'SSL')
      const entry = Object.entries(catalogue).find(([known]) => known === code)?.[1]
      if (!entry) {
        const codes = Object.keys(catalogue)
        fail('SSL8006', { code: given, near: nearest(code, codes) })
      }
      const path = join(packageFolder(), 'docs', 'diagnostics', `${code}.md`)
      const page = existsSync(path) ? readFileSync(path, 'utf8') : `# ${code}: ${entry.title}\n`
      if (options.json) printJson({ code, severity: entry.severity, title: entry.title, page })
      else print(page)
    })
