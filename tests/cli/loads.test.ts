import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { buildPackage, folderWith, root } from './package.js'
import { smallFiles } from './program.js'

beforeAll(buildPackage)

const heavy = ['ts-morph', 'sharp', 'onnxruntime-node', 'esbuild'] as const

/** Which of the heavy packages a command loads, in its own thread. */
function loadedBy(...args: readonly string[]): string[] {
  const folder = folderWith({ ...smallFiles(), 'hook.mjs': hook, 'args.json': '{ "x": [1, 2] }' })
  const log = join(folder, 'loaded.txt')
  const run = spawnSync(
    process.execPath,
    ['--import', join(folder, 'hook.mjs'), join(root, 'dist/cli.js'), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, LOADED: log },
    },
  )
  expect(run.stderr).not.toContain('SSL8000')
  const loaded = readFileSync(log, 'utf8')
  return heavy.filter((name) => loaded.includes(`/node_modules/${name}/`))
}

/** Writes the path of every module that is loaded, whether imported or required. */
const hook = `
import { appendFileSync, writeFileSync } from 'node:fs'
import Module, { register } from 'node:module'
const log = process.env.LOADED
writeFileSync(log, '')
const resolve = Module._resolveFilename
Module._resolveFilename = function (...args) {
  const found = resolve.apply(this, args)
  appendFileSync(log, found + '\\n')
  return found
}
const source = \`
import { appendFileSync } from 'node:fs'
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context)
  appendFileSync(process.env.LOADED, found.url + '\\\\n')
  return found
}\`
register('data:text/javascript,' + encodeURIComponent(source))
`

it.each([
  [['check', 'halves.ssl'], []],
  [['fmt', 'halves.ssl'], []],
  [['explain', 'SSL2001'], []],
  [['--help'], []],
  [['inspect', '--stage', 'step', 'halves.ssl'], []],
  [['call', 'std.prelude.l2_normalize', '--input', 'args.json'], []],
  [['compile', 'halves.ssl'], ['ts-morph']],
])('sslang %j loads %j of the heavy packages', (args, expected) => {
  expect(loadedBy(...args)).toEqual(expected)
})
