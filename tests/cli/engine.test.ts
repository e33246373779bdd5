import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startIndex, zip } from '../../src/engines/tensorflow/install/index.fixture.js'
import { buildPackage, cli, type Ran } from './package.js'

beforeAll(buildPackage)

const wheel = 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'
const library = Buffer.from(Float64Array.from({ length: 30_000 }, (_, k) => Math.sin(k)).buffer)
const content = zip({
  'tensorflow/libtensorflow_cc.so.2': library,
  'tensorflow/libtensorflow_framework.so.2': 'framework',
  'tensorflow/include/tensorflow/c/c_api.h': 'header',
  'tensorflow/python/large.py': 'nothing that is needed',
})

let server: Awaited<ReturnType<typeof startIndex>>
let folder: string
/** Before the PATH: an npm that fetches nothing and a compiler that builds nothing. */
let tools: string

const script = (name: string, text: string): void => {
  writeFileSync(join(tools, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(tools, name), 0o755)
}

beforeEach(async () => {
  server = await startIndex({ 'tensorflow-cpu': { [wheel]: content } })
  folder = mkdtempSync(join(tmpdir(), 'sslang-engine-'))
  tools = join(folder, 'tools')
  mkdirSync(tools)
  const root = 'node_modules/@tensorflow/tfjs-node'
  const manifest = '{ "main": "dist/index.js" }'
  script(
    'npm',
    `mkdir -p ${root}/dist && echo '${manifest}' > ${root}/package.json && echo 'throw Error("not a real one")' > ${root}/dist/index.js`,
  )
  script('compiler', 'for last; do :; done; echo built > "$last" 2>/dev/null; exit 0')
})
afterEach(() => {
  server.stop()
  rmSync(folder, { recursive: true })
})

const engines = () => join(folder, 'engines')

/** Not in the thread of the test, which is the server. */
function sslang(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const child = spawn(process.execPath, [cli, 'engine', ...args], {
    cwd: folder,
    env: {
      ...process.env,
      NO_COLOR: '1',
      SSLANG_ENGINES: engines(),
      PIP_INDEX_URL: server.url,
      PATH: [tools, process.env.PATH].join(delimiter),
      CXX: join(tools, 'compiler'),
      ...env,
    },
  })
  const out = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      out[name] += text
    })
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...out })))
}
const add = (env?: NodeJS.ProcessEnv, version = '2.15.1') =>
  sslang(['add', 'tensorflow', '--version', version], env)
const filesAsked = () => server.asked.filter(({ path }) => path.startsWith('/files'))
/** What lies in the folder of the engines: nothing that could be taken for one. */
const left = () => (existsSync(engines()) ? readdirSync(engines()) : [])

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('engine add', () => {
  it('tells of a missing compiler before it downloads anything', async () => {
    const { code, stderr } = await add({ CXX: 'no-such-compiler -O1' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[SSL7501\].*`no-such-compiler -O1`/)
    expect(server.asked).toEqual([])
  })

  it('tells of a version that is not there, and which are', async () => {
    const { code, stderr } = await add({}, '9.9.9')
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[SSL7505\].*tensorflow-cpu 9\.9\.9.*2\.15\.1/)
    expect(left()).toEqual([])
  })

  it('tells of an index that is not there', async () => {
    server.stop()
    const { code, stderr } = await add()
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[SSL7504\].*127\.0\.0\.1.*nobody listens there/)
  })

  it('tells of an npm that fails', async () => {
    script('npm', 'echo "npm error code E404"; echo "npm error 404 Not Found"; exit 1')
    const { code, stderr } = await add()
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[SSL7509\].*404/)
    expect(left()).toEqual([])
  })

  it('throws away what arrived with another checksum', async () => {
    server.faults.wrongChecksum = true
    const { code, stderr } = await add()
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[SSL7507\]/)
    expect(left()).toEqual(['downloads'])
    expect(readdirSync(join(engines(), 'downloads'))).toEqual([])
  })

  it('goes on with a download that broke off, and puts nothing in place that does not compute', async () => {
    const part = join(engines(), 'downloads', `${wheel}.part`)
    mkdirSync(dirname(part), { recursive: true })
    writeFileSync(part, content.subarray(0, 2000))
    Object.assign(server.faults, { cutAfter: 0 })
    const first = await add()
    expect(first.code).toBe(1)
    expect(first.stderr).toMatch(/error\[SSL7508\].*run the command again/)
    expect(left()).toEqual(['downloads'])
    expect(readFileSync(part).length).toBe(2000)

    server.faults.cutAfter = Number.POSITIVE_INFINITY
    const { code, stderr } = await add()
    expect(filesAsked().at(-1)?.range).toBe('bytes=2000-')
    expect(stderr).toContain('building the addon')
    expect(stderr).toMatch(/error\[SSL7510\].*not a real one/)
    expect(code).toBe(1)
    // The whole download stays for the next attempt.
    expect(readdirSync(join(engines(), 'downloads'))).toEqual([wheel])
    expect(left()).toEqual(['downloads'])
  })

  it('tells what the compiler says', async () => {
    script('compiler', '[ "$1" = --version ] && exit 0; echo "x.cc:1: error: no such thing" >&2; exit 1')
    const { code, stderr } = await add()
    expect(code).toBe(1)
    expect(stderr).toMatch(/error\[SSL7502\].*no such thing/)
    expect(left()).toEqual(['downloads'])
  })

  it('removes what a process that was killed has left', async () => {
    mkdirSync(join(engines(), 'tensorflow.new-99999999'), { recursive: true })
    await add()
    expect(left()).toEqual(['downloads'])
  })
})

describe('engine remove', () => {
  it('removes the engine and its downloads, and says where there is none', async () => {
    mkdirSync(join(engines(), 'tensorflow'), { recursive: true })
    mkdirSync(join(engines(), 'downloads'))
    expect(await sslang(['remove', 'tensorflow'])).toMatchObject({
      code: 0,
      stdout: 'TensorFlow is removed\n',
    })
    expect(left()).toEqual([])
    expect((await sslang(['remove', 'tensorflow'])).stdout).toContain('was not installed')
  })

  it('knows what it may be asked for', async () => {
    const { code, stderr } = await sslang(['remove', 'torch'])
    expect(code).toBe(2)
    expect(stderr).toContain('tensorflow')
  })
})

describe('engine list', () => {
  it('names every engine', async () => {
    const { stdout } = await sslang(['list', '--json'])
    const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)
    expect(names).toEqual(['reference', 'onnx', 'tensorflow'])
  })
})
