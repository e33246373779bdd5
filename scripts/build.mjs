// Builds the package: bundles, type declarations and the compiled standard library.
// Bundled, because unbundled modules cost hundreds of milliseconds at every start.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (...parts) => join(root, ...parts)

/** What each file under dist is made of. All share their chunks, so that state of a module exists once. */
const entries = {
  cli: at('src/cli/main.ts'),
  runtime: at('src/runtime/index.ts'),
  compiler: at('src/compiler/index.ts'),
  'onnx-worker': at('src/engines/onnx/worker.ts'),
  'tensorflow-worker': at('src/engines/tensorflow/worker.ts'),
  probe: at('src/engines/probe/child.ts'),
  'tensorflow-placement': at('src/engines/tensorflow/placement-child.ts'),
}

async function bundle() {
  return build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: at('dist'),
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    external: ['ts-morph', 'sharp', 'onnxruntime-node', 'esbuild', 'sslang/*'],
    // Chevrotain and others are loaded as ES modules; a few dependencies ask for `require`.
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
}

function declarations(config) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const done = spawnSync(process.execPath, [tsc, '-p', at(config)], { stdio: 'inherit' })
  if (done.status !== 0) throw new Error(`the type declarations of ${config} could not be written`)
}

/** The library is written in the language: our own compiler makes its modules. */
async function standardLibrary(types) {
  cpSync(at('src/stdlib'), at('dist/stdlib'), { recursive: true })
  const { compileStd } = await import(pathToFileURL(at('dist/compiler.js')).href)
  await compileStd({ to: at('dist/std') })
  if (!types) return
  declarations('tsconfig.std.json')
  for (const file of readdirSync(at('dist/std'))) if (/(?<!\.d)\.ts$/.test(file)) rmSync(at('dist/std', file))
}

/** Then nothing of an earlier build may stay. */
const installing = ['ci', 'pack', 'publish'].includes(process.env.npm_command ?? '')

/** What an earlier build left behind. Young files stay: a process that still runs may load them yet. */
function removeOld(fresh) {
  for (const name of readdirSync(at('dist'))) {
    const path = at('dist', name)
    const old = installing || Date.now() - statSync(path).mtimeMs > 15 * 60 * 1000
    if (old && statSync(path).isFile() && !fresh.includes(path)) rmSync(path)
  }
}

/** The grammar for highlighting in editors, made of the parser's own tokens. */
async function editorGrammar() {
  const { textmate } = await import(pathToFileURL(at('dist/compiler.js')).href)
  writeFileSync(at('dist/sslang.tmLanguage.json'), `${JSON.stringify(textmate(), null, 2)}\n`)
}

/**
 * Lets `npx sslang` in this folder find the command at once. Without it npx installs the folder into its cache
 * first, which builds it a second time.
 */
function linkCommand() {
  const folder = at('node_modules/.bin')
  if (process.platform === 'win32' || !existsSync(folder)) return
  rmSync(join(folder, 'sslang'), { force: true })
  symlinkSync('../../dist/cli.js', join(folder, 'sslang'))
  chmodSync(at('dist/cli.js'), 0o755)
}

const started = Date.now()
for (const [name, path] of Object.entries(entries)) if (!existsSync(path)) delete entries[name]
removeOld(Object.keys((await bundle()).metafile.outputs).map((file) => at(file)))
// `--quick` leaves out the type declarations, which only other packages read.
const types = !process.argv.includes('--quick')
if (types) declarations('tsconfig.build.json')
await standardLibrary(types)
await editorGrammar()
linkCommand()
const { version } = JSON.parse(readFileSync(at('package.json'), 'utf8'))
console.log(`built sslang ${version} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
