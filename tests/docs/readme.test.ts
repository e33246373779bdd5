import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { told } from './check.js'
import { blocks } from './page.js'

const textOf = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')

it('shows the SimCLR program as it is', () => {
  const [program] = blocks(textOf('README.md')).filter(({ language }) => language === 'ssl')
  expect(program?.text).toBe(textOf('examples/simclr.ssl'))
})

it('shows a mistake as the checker tells it', () => {
  const wrong = textOf('examples/simclr.ssl').replace('g(f(view(x))), g(f(view(x)))', 'g(f(x)), g(f(x))')
  const [mistake] = told({ 'simclr.ssl': wrong }, 'simclr.ssl')
  expect(textOf('README.md')).toContain(`error[${mistake?.code}]: ${mistake?.message}`)
})
