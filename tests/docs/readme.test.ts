import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { render } from '../../src/compiler/index.js'
import { told } from './check.js'

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const textOf = (path: string) => readFileSync(pathOf(path), 'utf8')

/** The same program with the pictures themselves in the place of their views. */
const withoutViews = (program: string) => program.replaceAll('view(x)', 'x')

it('shows the SimCLR program and a mistake as they are; npm run golden renews both', async () => {
  const program = textOf('examples/simclr.ssl')
  const wrong = withoutViews(program)
  const path = 'examples/simclr.ssl'
  const mistake = render(told({ [path]: wrong }, path), new Map([[path, wrong]]))
  const readme = textOf('README.md')
    .replace(/```ssl\n[\s\S]*?\n```/, `\`\`\`ssl\n${program}\`\`\``)
    .replace(/```text\nerror[\s\S]*?\n```/, `\`\`\`text\n${mistake.trimEnd()}\n\`\`\``)
  await expect(readme).toMatchFileSnapshot(pathOf('README.md'))
})
