import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../../messages/catalogue.js'
import { mainLine, run } from './run.js'

const words = (): string[] => (process.env.CXX || 'c++').split(/\s+/).filter(Boolean)

/** Fails with SSL7501 where there is no C++ compiler, before anything is downloaded. */
export async function needCompiler(): Promise<void> {
  const [compiler = 'c++', ...args] = words()
  const { code } = await run(compiler, [...args, '--version'])
  if (code !== 0) fail('SSL7501', { compiler: words().join(' ') })
}

/** Builds the addon of the npm package in `root` against the library under `root/deps`. */
export async function compileBinding(root: string, modules: string): Promise<void> {
  const [compiler = 'c++', ...args] = words()
  const out = join(root, 'lib', 'napi-v8')
  mkdirSync(out, { recursive: true })
  const { code, text } = await run(compiler, [
    ...args,
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    '-w',
    '-DNAPI_VERSION=8',
    `-I${join(modules, 'node-api-headers', 'include')}`,
    `-I${join(root, 'deps', 'include')}`,
    // The sources name each other by the folder of the package.
    `-I${join(root, '..')}`,
    join(root, 'binding', 'tfjs_backend.cc'),
    join(root, 'binding', 'tfjs_binding.cc'),
    join(root, 'deps', 'lib', 'libtensorflow_cc.so.2'),
    join(root, 'deps', 'lib', 'libtensorflow_framework.so.2'),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
    '-o',
    join(out, 'tfjs_binding.node'),
  ])
  if (code !== 0) fail('SSL7502', { compiler: words().join(' '), reason: mainLine(text) })
}
