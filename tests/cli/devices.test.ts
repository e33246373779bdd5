import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { enginesHere, webgpuHere } from '../../src/engines/engines.fixture.js'
import { buildPackage, folderWith, sslang } from './package.js'
import { smallFiles, smallProgram } from './program.js'

beforeAll(buildPackage)
afterEach(() => vi.unstubAllEnvs())

// What probes find is remembered in a folder of these tests alone; engines stay where they are.
const cache = mkdtempSync(join(tmpdir(), 'sslang-cache-'))
afterAll(() => rmSync(cache, { recursive: true, force: true }))

const webgpu = await webgpuHere()

/** An installed TensorFlow that dies when it is loaded, and counts how often. */
const broken = {
  'package.json': '{}',
  'node_modules/@tensorflow/tfjs-node/package.json': '{ "main": "dist/index.js" }',
  'node_modules/@tensorflow/tfjs-node/dist/index.js':
    'require("node:fs").appendFileSync("loaded", "1"); process.kill(process.pid, "SIGSEGV")',
  'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node': '',
}

describe('--engine auto', () => {
  const short = ['train', 'halves.ssl', '--no-evaluate', '--set', 'train.steps=2']
  const recordIn = (folder: string) => {
    const pretext = join(folder, 'runs', 'halves', 'sides')
    const [run = ''] = readdirSync(pretext).sort().reverse()
    return JSON.parse(readFileSync(join(pretext, run, 'record.json'), 'utf8')) as { engine: string }
  }

  it('takes an engine that starts, says why not a faster one, and tries it once', () => {
    vi.stubEnv('XDG_CACHE_HOME', cache)
    const folder = folderWith({ ...smallFiles(), ...broken, 'halves.ssl': steps })
    const first = sslang(folder, ...short)
    expect(first.code).toBe(0)
    expect(first.stderr).toMatch(/SSL7409.*tensorflow is installed.*SIGSEGV.*onnx computes/)
    expect(first.stderr).toContain('engine: onnx on cpu; the fastest that works here')
    expect(recordIn(folder)).toMatchObject({ engine: 'onnx' })
    expect(sslang(folder, ...short).stderr).toContain('SIGSEGV')
    expect(readFileSync(join(folder, 'loaded'), 'utf8')).toBe('1')
    // Another library is tried anew.
    writeFileSync(join(folder, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'), 'new')
    expect(sslang(folder, ...short).code).toBe(0)
    expect(readFileSync(join(folder, 'loaded'), 'utf8')).toBe('11')
  })
})

/** Counted in steps, so that any length can be set. */
const steps = smallProgram.replace('epochs: 2', 'steps: 4')

describe('--device', () => {
  it('names the devices that there are', () => {
    const folder = folderWith(smallFiles())
    const unknown = sslang(folder, 'train', 'halves.ssl', '--device', 'gpu')
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toMatch(
      /SSL7408.*onnx computes with cpu, cuda or webgpu.*auto then takes \w+ on \w+/,
    )
    const other = sslang(folder, 'views', 'halves.ssl', '--engine', 'reference', '--device', 'webgpu')
    expect(other.stderr).toMatch(/SSL7407.*or webgpu with --engine onnx/)
  })

  it('says in one line that a device cannot start', () => {
    vi.stubEnv('XDG_CACHE_HOME', cache)
    vi.stubEnv('VK_ICD_FILENAMES', '/nowhere.json')
    vi.stubEnv('LD_LIBRARY_PATH', '')
    const folder = folderWith(smallFiles())
    const { stderr } = sslang(folder, 'train', 'halves.ssl', '--device', 'webgpu')
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^error\[SSL7005\]: the engine onnx cannot/),
    ])
    const planned = sslang(folder, 'plan', 'halves.ssl', '--device', 'webgpu').stdout
    expect(planned).toMatch(/onnx webgpu +does not work here: .*→ vulkaninfo/)
    expect(planned).not.toContain('cpu')
  })

  it('is what plan and views go by', () => {
    const folder = folderWith(smallFiles())
    const planned = sslang(folder, 'plan', 'halves.ssl', '--engine', 'onnx', '--device', 'cpu', '--json')
    expect(JSON.parse(planned.stdout)[0].engines).toMatchObject([{ engine: 'onnx', device: 'cpu' }])
    expect(sslang(folder, 'views', 'halves.ssl', '--engine', 'onnx', '-o', 'views.png').code).toBe(0)
    expect(readFileSync(join(folder, 'views.png')).subarray(1, 4).toString()).toBe('PNG')
  })
})

describe('inspect --stage placement', () => {
  interface Placement {
    readonly operators: readonly { readonly operator: string; readonly on: string; readonly count: number }[]
    readonly host: Readonly<Record<string, number>>
  }
  const placed = (engine: string, device: string): Placement => {
    const folder = folderWith({ 'halves.ssl': smallProgram })
    const asked = ['--engine', engine, '--device', device, '--json']
    const { stdout, stderr } = sslang(folder, 'inspect', '--stage', 'placement', ...asked, 'halves.ssl')
    expect(stderr).toBe('')
    return JSON.parse(stdout)[0]
  }
  const expected = { onnx: 'CPUExecutionProvider', tensorflow: 'CPU:0', reference: 'CPU, in TypeScript' }

  it.each(enginesHere())('tells what $name ran', ({ name }) => {
    const { operators, host } = placed(name, 'cpu')
    expect(new Set(operators.map(({ on }) => on))).toEqual(new Set([expected[name]]))
    expect(operators.some(({ operator }) => operator.includes('MatMul'))).toBe(true)
    expect(host).toMatchObject({ 'data halves': 1, 'draws, integer': expect.any(Number) })
  })

  it.each(webgpu)('shows that nothing falls back to the CPU on $device', ({ name, device }) => {
    const { operators } = placed(name, device)
    expect(new Set(operators.map(({ on }) => on))).toEqual(new Set(['WebGpuExecutionProvider']))
  })
})
