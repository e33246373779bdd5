import { spawn } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { buildPackage, cli, folderWith } from './package.js'

beforeAll(buildPackage)

/** A command that keeps running, and a way to wait for what it says. */
function running(folder: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const says = async (what: string) => {
    for (let tries = 0; !said.includes(what); tries++) {
      if (tries > 400) throw new Error(`it never said ${what}, only: ${said}`)
      await new Promise((done) => setTimeout(done, 50))
    }
    said = ''
  }
  const end = () => {
    child.kill('SIGINT')
    return new Promise((done) => child.once('exit', done))
  }
  return { says, end }
}

const main = 'import "other.ssl".{twice}\n\nfn four_times(x: f32[D]) -> f32[D] = twice(twice(x))\n'
const other = 'fn twice(x: f32[D]) -> f32[D] = 2 * x\n'

it('check --watch follows what a program imports', async () => {
  const folder = folderWith({ 'main.ssl': main, 'other.ssl': other })
  const { says, end } = running(folder, 'check', '--watch', 'main.ssl')
  await says('all is well')
  writeFileSync(join(folder, 'other.ssl'), other.replaceAll('twice', 'double'))
  await says('SSL2007')
  writeFileSync(join(folder, 'other.ssl'), other)
  await says('all is well')
  await end()
})

it('check --watch goes on when a file is not there for a while', async () => {
  const folder = folderWith({ 'main.ssl': other })
  const { says, end } = running(folder, 'check', '--watch', 'main.ssl')
  await says('all is well')
  renameSync(join(folder, 'main.ssl'), join(folder, 'away.ssl'))
  await says('SSL8002')
  renameSync(join(folder, 'away.ssl'), join(folder, 'main.ssl'))
  await says('all is well')
  await end()
})

it('fmt --watch formats what is saved', async () => {
  const folder = folderWith({ 'main.ssl': 'let n = 3\n' })
  const { says, end } = running(folder, 'fmt', '--watch', 'main.ssl')
  await new Promise((done) => setTimeout(done, 1500))
  writeFileSync(join(folder, 'main.ssl'), 'let   n=4\n')
  await says('formatted main.ssl')
  expect(readFileSync(join(folder, 'main.ssl'), 'utf8')).toBe('let n = 4\n')
  await end()
})
