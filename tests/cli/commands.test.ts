import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeSafetensors } from '../../src/runtime/checkpoint/safetensors.js'
import { labels, pictures } from './idx.js'
import { buildPackage, folderWith, root, sslang } from './package.js'
import { smallFiles, smallProgram } from './program.js'

beforeAll(buildPackage)

const names = [
  'check',
  'compile',
  'train',
  'evaluate',
  'embed',
  'views',
  'fmt',
  'inspect',
  'call',
  'new',
  'doctor',
  'engine',
  'explain',
]

describe('help', () => {
  it('lists all commands and the exit codes', () => {
    const { code, stdout } = sslang(root, '--help')
    expect(code).toBe(0)
    for (const name of names) expect(stdout).toContain(`  ${name} `)
    expect(stdout).toContain('130')
  })

  it.each(names)('of %s shows an example', (name) => {
    const { code, stdout } = sslang(root, name, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(`$ sslang ${name}`)
  })
})

describe('a command line that is not understood', () => {
  it.each([
    [['chekc'], /did you mean check/i],
    [['check'], /missing required argument/],
    [['check', '--jsn', 'x.ssl'], /unknown option '--jsn'.*--json/],
    [[], /Usage/],
  ])('%j exits with 2 and says so', (args, message) => {
    const { code, stderr, stdout } = sslang(root, ...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
  })
})

describe('check', () => {
  it('says nothing but that all is well', () => {
    const folder = folderWith(smallFiles())
    expect(sslang(folder, 'check', 'halves.ssl')).toEqual({
      code: 0,
      stdout: '',
      stderr: '1 file checked: all is well\n',
    })
  })

  it('shows mistakes with file and line, on stderr', () => {
    const folder = folderWith({ 'a.ssl': smallProgram.replace('nt_xent', 'nt_xnet') })
    const { code, stderr, stdout } = sslang(folder, 'check', 'a.ssl')
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/error\[SSL2001\].*nt_xnet.*nt_xent/)
    expect(stderr).toContain('a.ssl:16:')
    expect(stderr).toContain('1 file checked: 1 error')
  })

  it('gives them to programs as JSON', () => {
    const folder = folderWith({ 'a.ssl': smallProgram.replace('nt_xent', 'nt_xnet') })
    const { code, stdout } = sslang(folder, 'check', 'a.ssl', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [{ code: 'SSL2001', severity: 'error', file: 'a.ssl', range: { start: { line: 16 } } }],
    })
  })

  it('takes settings as if they stood in the source', () => {
    const folder = folderWith(smallFiles())
    expect(sslang(folder, 'check', 'halves.ssl', '--set', 'train.epochs=3').code).toBe(0)
    const wrong = sslang(folder, 'check', 'halves.ssl', '--set', 'train.epoch=3')
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toMatch(/SSL5901.*train\.epochs/)
  })

  it('reads the data when asked', () => {
    const folder = folderWith({ 'halves.ssl': smallProgram })
    expect(sslang(folder, 'check', 'halves.ssl').code).toBe(0)
    const { code, stderr } = sslang(folder, 'check', 'halves.ssl', '--data')
    expect(code).toBe(1)
    expect(stderr).toMatch(/SSL6001.*images\.gz/)
    expect(stderr).toContain('halves.ssl:5:')
  })

  it('holds the data against what the program asks of them', () => {
    const told = (from: string, to: string) => {
      const folder = folderWith({ ...smallFiles(), 'halves.ssl': smallProgram.replace(from, to) })
      expect(sslang(folder, 'check', 'halves.ssl').code).toBe(0)
      return sslang(folder, 'check', 'halves.ssl', '--data').stderr
    }
    expect(told('', '')).toMatch(/all is well/)
    expect(told(', labels: "labels.gz"', '')).toMatch(/SSL6020.*halves/)
    expect(told('size: 16', 'size: 65')).toMatch(/SSL6021.*only 64 examples/)
    expect(told('knn(k: 5)', 'label_fractions([65])')).toMatch(/SSL6023.*65/)
  })

  it('looks for imported data beside the file that declares them', () => {
    const declaration = /^data .*$/m.exec(smallProgram)?.[0] ?? ''
    const importing = smallProgram.replace(declaration, 'import "common/halves.ssl".{halves}')
    const files = { 'a.ssl': importing, 'common/halves.ssl': declaration }
    const without = sslang(folderWith(files), 'check', '--data', 'a.ssl')
    expect(without.stderr).toMatch(/SSL6001.*common\/images\.gz/)
    const folder = folderWith({
      ...files,
      'common/images.gz': pictures(80),
      'common/labels.gz': labels(80),
    })
    expect(sslang(folder, 'train', 'a.ssl').stderr).not.toMatch(/error/)
  })
})

describe('compile', () => {
  it('writes below the given folder what lies elsewhere, too', () => {
    const [folder, here] = [folderWith(smallFiles()), folderWith({})]
    expect(sslang(here, 'compile', join(folder, 'halves.ssl'), '--out', 'build').code).toBe(0)
    expect(existsSync(join(here, 'build', 'halves.ssl.ts'))).toBe(true)
  })

  it('writes the module and its map beside the source, always the same', () => {
    const folder = folderWith(smallFiles())
    expect(sslang(folder, 'compile', 'halves.ssl').code).toBe(0)
    const text = readFileSync(join(folder, 'halves.ssl.ts'), 'utf8')
    expect(text).toMatch(/export const sides = \$\.pretext\b/)
    expect(existsSync(join(folder, 'halves.ssl.ts.map'))).toBe(true)
    sslang(folder, 'compile', 'halves.ssl')
    expect(readFileSync(join(folder, 'halves.ssl.ts'), 'utf8')).toBe(text)
  })

  it('writes nothing for a program with mistakes', () => {
    const folder = folderWith({ 'a.ssl': smallProgram.replace('nt_xent', 'nt_xnet') })
    expect(sslang(folder, 'compile', 'a.ssl').code).toBe(1)
    expect(existsSync(join(folder, 'a.ssl.ts'))).toBe(false)
  })
})

describe('fmt', () => {
  it('writes the canonical layout, and --check only tells', () => {
    const folder = folderWith({ 'a.ssl': 'let   n=3\n' })
    const told = sslang(folder, 'fmt', '--check', 'a.ssl')
    expect(told.code).toBe(1)
    expect(told.stderr).toMatch(/SSL8005.*a\.ssl/)
    expect(readFileSync(join(folder, 'a.ssl'), 'utf8')).toBe('let   n=3\n')
    expect(sslang(folder, 'fmt', 'a.ssl').code).toBe(0)
    expect(readFileSync(join(folder, 'a.ssl'), 'utf8')).toBe('let n = 3\n')
    expect(sslang(folder, 'fmt', '--check').code).toBe(0)
  })

  it('leaves a file with mistakes alone', () => {
    const folder = folderWith({ 'a.ssl': 'let   n=\n' })
    const { code, stderr } = sslang(folder, 'fmt', 'a.ssl')
    expect(code).toBe(1)
    expect(stderr).toContain('SSL1001')
    expect(readFileSync(join(folder, 'a.ssl'), 'utf8')).toBe('let   n=\n')
  })
})

describe('call', () => {
  const args = {
    temperature: 0.5,
    u: [
      [1, 0],
      [0, 1],
    ],
    v: [
      [1, 0],
      [0, 1],
    ],
  }

  it('gives value, shape and gradients', () => {
    const folder = folderWith({ 'args.json': JSON.stringify(args) })
    const { code, stdout } = sslang(
      folder,
      'call',
      'std.losses.nt_xent',
      '--input',
      'args.json',
      '--grad',
      'u,v',
      '--json',
    )
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    // Of three others, one at similarity 2 and two at 0.
    expect(answer.value).toBeCloseTo(Math.log(Math.exp(2) + 2) - 2, 12)
    expect(answer.shape).toEqual([])
    expect(answer.gradients.u).toHaveLength(2)
    expect(Object.keys(answer)).toEqual(['value', 'shape', 'gradients'])
  })

  it('takes configuration in the syntax of the language, ranges, and data with a batch', () => {
    const x = Array.from({ length: 2 }, () => [
      [[0.2], [0.4]],
      [[0.6], [0.8]],
    ])
    const folder = folderWith({
      'args.json': JSON.stringify({ x, size: 2, scale: [0.5, 1], widths: undefined }),
    })
    const run = sslang(folder, 'call', 'std.augment.random_resized_crop', '--input', 'args.json', '--json')
    expect(run.stderr).toBe('')
    expect(JSON.parse(run.stdout).shape).toEqual([2, 2, 2, 1])
  })

  it.each([
    ['std.losses.nt_xnet', args, /SSL8014.*nt_xent/],
    ['std.losses.nt_xent', { ...args, temprature: 1 }, /SSL8013.*temprature/],
    ['std.losses.nt_xent', { u: args.u }, /SSL8020.*v/],
    ['std.losses.nt_xent', { ...args, temperature: 0 }, /SSL3104.*temperature/],
    ['std.losses.nt_xent', { ...args, v: [[1, 0, 0]] }, /SSL3\d\d\d/],
    ['std.losses.nt_xent', { ...args, v: [[1, null]] }, /SSL3106.*v of nt_xent.*null/],
    ['nt_xent', args, /SSL8014.*std\.losses\.nt_xent/],
    ['std.loss.nt_xent', args, /SSL8014.*std\.losses\.nt_xent/],
  ])('refuses %s of wrong arguments', (name, input, message) => {
    const folder = folderWith({ 'args.json': JSON.stringify(input) })
    const { code, stderr } = sslang(folder, 'call', name, '--input', 'args.json')
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('sums a tensor before it is differentiated, by arguments and parameters', () => {
    const folder = folderWith({ 'args.json': JSON.stringify({ out: 2, x: [1, 2, 3] }) })
    const given = ['call', 'std.layers.linear', '--input', 'args.json', '--json']
    const { code, stdout } = sslang(folder, ...given, '--grad', 'W, b')
    expect(code).toBe(0)
    expect(JSON.parse(stdout).gradients).toEqual({
      W: [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      b: [1, 1],
    })
  })

  it('takes all parameters from a file of weights', () => {
    const tensor = (shape: number[], ...values: number[]) => ({ shape, values: Float32Array.from(values) })
    const W = tensor([2, 1], 3, 4)
    const folder = folderWith({
      'args.json': JSON.stringify({ out: 1, x: [1, 2] }),
      'run.safetensors': writeSafetensors({
        tensors: { 'f.W': W, 'f.b': tensor([1], 5), 'optimizer.momentum.f.W': W },
        metadata: {},
      }),
      'lacking.safetensors': writeSafetensors({ tensors: { W }, metadata: {} }),
      'wide.safetensors': writeSafetensors({ tensors: { W, b: tensor([2], 5, 6) }, metadata: {} }),
    })
    const by = (file: string) =>
      sslang(folder, 'call', 'std.layers.linear', '--input', 'args.json', '--json', '--weights', file)
    expect(JSON.parse(by('run.safetensors').stdout).value).toEqual([16])
    expect(by('lacking.safetensors')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/SSL8025.* b,/),
    })
    expect(by('wide.safetensors')).toMatchObject({ code: 1, stderr: expect.stringContaining('SSL7106') })
  })

  it('refuses what is no JSON', () => {
    const folder = folderWith({ 'args.json': '{' })
    const { code, stderr } = sslang(folder, 'call', 'std.losses.nt_xent', '--input', 'args.json')
    expect(code).toBe(1)
    expect(stderr).toContain('SSL8012')
  })
})

describe('inspect', () => {
  it.each(['tokens', 'ast', 'core', 'typescript', 'configuration', 'step', 'simplified'])(
    'shows %s',
    (stage) => {
      const folder = folderWith(smallFiles())
      const { code, stdout, stderr } = sslang(folder, 'inspect', '--stage', stage, 'halves.ssl')
      expect(stderr).toBe('')
      expect(code).toBe(0)
      expect(stdout.length).toBeGreaterThan(100)
    },
  )

  it('refuses an unknown stage', () => {
    const { code, stderr } = sslang(folderWith(smallFiles()), 'inspect', '--stage', 'tree', 'halves.ssl')
    expect(code).toBe(1)
    expect(stderr).toMatch(/SSL8015.*ast/)
  })
})

describe('explain', () => {
  it('shows the page of a message', () => {
    const { code, stdout } = sslang(root, 'explain', 'ssl2001')
    expect(code).toBe(0)
    expect(stdout).toContain('# SSL2001: Unknown name')
  })

  it('refuses an unknown code', () => {
    expect(sslang(root, 'explain', 'SSL9999')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SSL8006'),
    })
  })
})

describe('doctor', () => {
  it('tries a step on every engine and device', () => {
    const { code, stdout } = sslang(root, 'doctor', '--json')
    expect(code).toBe(0)
    const { parts, auto } = JSON.parse(stdout) as {
      auto: string
      parts: { name: string; device?: string; state: string; detail: string; remedy?: string }[]
    }
    const engines = parts.filter(({ device }) => device !== undefined)
    expect(engines.map(({ name, device }) => `${name} ${device}`)).toEqual(
      expect.arrayContaining([
        'reference cpu',
        'onnx cpu',
        'tensorflow cpu',
        'onnx webgpu',
        'onnx cuda',
        'tensorflow cuda',
      ]),
    )
    expect(engines.find(({ name }) => name === 'onnx')).toMatchObject({
      state: 'ready',
      detail: expect.stringContaining('onnxruntime-node'),
    })
    for (const { state, detail, remedy } of engines)
      if (state === 'missing') expect([detail, remedy]).not.toContain('')
    expect(engines.some(({ name, state }) => name === auto && state === 'ready')).toBe(true)
  })

  it('tells of an engine that dies, by its process', () => {
    const folder = folderWith({
      'node_modules/@tensorflow/tfjs-node/package.json': '{ "main": "dist/index.js" }',
      'node_modules/@tensorflow/tfjs-node/dist/index.js': 'process.kill(process.pid, "SIGSEGV")',
      'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node': '',
      'package.json': '{}',
    })
    const { parts } = JSON.parse(sslang(folder, 'doctor', '--json').stdout) as {
      parts: { name: string; detail: string; state: string }[]
    }
    const found = parts.filter(({ name }) => name === 'tensorflow')
    for (const { state, detail } of found) {
      expect(state).toBe('missing')
      expect(detail).toContain('SIGSEGV')
    }
  })
})
