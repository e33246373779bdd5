import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { findTensorFlow } from './find.js'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A folder with a package, and what `findTensorFlow` should give for it. */
function installed(name: string, native: boolean): { readonly place: string; readonly file: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sslang-find-')))
  folders.push(folder)
  const root = join(folder, 'node_modules', '@tensorflow', name)
  const file = join(root, 'dist', 'index.js')
  mkdirSync(join(root, 'dist'), { recursive: true })
  mkdirSync(join(root, 'lib', 'napi-v8'), { recursive: true })
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name, main: 'dist/index.js' }))
  writeFileSync(file, '')
  if (native) writeFileSync(join(root, 'lib', 'napi-v8', 'tfjs_binding.node'), '')
  return { place: join(folder, 'package.json'), file }
}

it('takes the first place that has the package with its native part', () => {
  const [half, whole, other] = [
    installed('tfjs-node', false),
    installed('tfjs-node', true),
    installed('tfjs-node-gpu', true),
  ]
  expect(findTensorFlow([half.place])).toBeUndefined()
  expect(findTensorFlow([half.place, whole.place, other.place])).toBe(whole.file)
  expect(findTensorFlow([other.place])).toBe(other.file)
})
