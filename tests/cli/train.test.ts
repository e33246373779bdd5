import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildPackage, folderWith, root, sslang } from './package.js'
import { smallFiles, smallProgram } from './program.js'

beforeAll(buildPackage)

const runsIn = (folder: string): string[] => {
  const pretext = join(folder, 'runs', 'halves', 'sides')
  return readdirSync(pretext)
    .sort()
    .map((name) => join(pretext, name))
}

interface Trace {
  readonly traceEvents: readonly {
    readonly name: string
    readonly ph: string
    readonly tid: number
    readonly ts: number
    readonly dur: number
    readonly args?: Readonly<Record<string, unknown>>
  }[]
}

const checkpointsOf = (run: string): string[] =>
  readdirSync(run).filter((file) => file.endsWith('.safetensors'))

describe('train', () => {
  it('trains, evaluates, and leaves a run folder', () => {
    const folder = folderWith(smallFiles())
    const { code, stdout, stderr } = sslang(folder, 'train', 'halves.ssl')
    expect(stderr).not.toContain('error')
    expect(code).toBe(0)
    expect(stdout).toMatch(/trained/)
    expect(stdout).toMatch(/raw/)
    const [run = ''] = runsIn(folder)
    for (const file of ['record.json', 'metrics.jsonl', 'report.html'])
      expect(existsSync(join(run, file))).toBe(true)
    expect(checkpointsOf(run).length).toBeGreaterThan(0)
  })

  it('gives the same bits twice, and after an interruption', async () => {
    const long = smallProgram.replace('epochs: 2', 'epochs: 200')
    const whole = folderWith({ ...smallFiles(), 'halves.ssl': long })
    expect(sslang(whole, 'train', 'halves.ssl', '--no-evaluate').code).toBe(0)
    const parts = folderWith({ ...smallFiles(), 'halves.ssl': long })
    expect(await interrupted(parts, 'train', 'halves.ssl', '--no-evaluate', '--json')).toBe(130)
    expect(sslang(parts, 'train', 'halves.ssl', '--no-evaluate', '--resume').code).toBe(0)
    const final = (folder: string) => {
      const run = runsIn(folder).at(-1) ?? ''
      const step = (name: string) => Number(/\d+/.exec(name)?.[0])
      const last =
        checkpointsOf(run)
          .sort((a, b) => step(a) - step(b))
          .at(-1) ?? ''
      return { last, bytes: readFileSync(join(run, last)).toString('base64') }
    }
    expect(final(parts)).toEqual(final(whole))
  })

  it('is left with a whole checkpoint where the process is killed', async () => {
    const long = { ...smallFiles(), 'halves.ssl': smallProgram.replace('epochs: 2', 'epochs: 60') }
    const folder = folderWith(long)
    const end = await stopped('SIGKILL', folder, 'train', 'halves.ssl', '--no-evaluate', '--json')
    expect(end).toBeNull()
    const { code, stderr } = sslang(folder, 'train', 'halves.ssl', '--no-evaluate', '--resume')
    expect(code).toBe(0)
    expect(stderr).toMatch(/from step \d+/)
    const whole = folderWith(long)
    expect(sslang(whole, 'train', 'halves.ssl', '--no-evaluate').code).toBe(0)
    const last = (one: string) => readFileSync(join(runsIn(one).at(-1) ?? '', 'checkpoint-240.safetensors'))
    expect(last(folder).equals(last(whole))).toBe(true)
  })

  it('goes on with the engine that the run began with, unless another is asked for', async () => {
    const long = smallProgram.replace('epochs: 2', 'epochs: 40')
    const folder = folderWith({ ...smallFiles(), 'halves.ssl': long })
    const on = ['--engine', 'reference', '--no-evaluate']
    expect(await interrupted(folder, 'train', 'halves.ssl', ...on, '--json')).toBe(130)
    const { stderr } = sslang(folder, 'train', 'halves.ssl', '--resume', '--no-evaluate')
    expect(stderr).toContain('engine: reference on cpu; as before')
    const asked = sslang(folder, 'train', 'halves.ssl', '--resume', '--no-evaluate', '--engine', 'onnx')
    expect(asked.stderr).toContain('engine: onnx on cpu\n')
  })

  it('goes on with what --set gave to the run', async () => {
    const folder = folderWith(smallFiles())
    const set = ['--set', 'train.epochs=400', '--no-evaluate']
    expect(await interrupted(folder, 'train', 'halves.ssl', ...set, '--json')).toBe(130)
    const { code, stderr } = sslang(folder, 'train', 'halves.ssl', '--resume', '--no-evaluate')
    expect(stderr).toMatch(/training sides: 400 epochs of 4 steps, from step \d+/)
    expect(code).toBe(0)
    // Another value makes another run.
    const other = sslang(folder, 'train', 'halves.ssl', '--resume', '--set', 'train.epochs=3')
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('SSL7105') })
  })

  it('goes on with the pretexts that come after the run', () => {
    const step = smallProgram.slice(smallProgram.indexOf('pretext'), smallProgram.indexOf('train sides'))
    const two = smallProgram
      .replace('train sides', `${step.replace('sides', 'more')}train sides, more`)
      .replace(/evaluate[\s\S]*/, '')
    const folder = folderWith({ ...smallFiles(), 'halves.ssl': two })
    expect(sslang(folder, 'train', 'halves.ssl', '--resume').stderr).toContain('SSL7107')
    expect(sslang(folder, 'train', 'halves.ssl', 'sides').code).toBe(0)
    const { code, stderr } = sslang(folder, 'train', 'halves.ssl', '--resume')
    expect(stderr).toMatch(/training sides: .* from step 10,[\s\S]*training more: 2 epochs of 5 steps, in/)
    expect(code).toBe(0)
  })

  it('writes where the time goes, and what computed', () => {
    const folder = folderWith(smallFiles())
    const more = ['--engine', 'onnx', '--threads', '1', '--no-evaluate', '--profile']
    const refused = sslang(folder, 'train', 'halves.ssl', '--precision', 'mixed', ...more)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('SSL7309') })
    const { code, stderr } = sslang(folder, 'train', 'halves.ssl', ...more)
    expect(code).toBe(0)
    expect(stderr).toMatch(/8 steps of 16 in 0:0\d, host overhead [\d.]+ %/)
    const [run = ''] = runsIn(folder)
    const record = JSON.parse(readFileSync(join(run, 'record.json'), 'utf8'))
    expect(record).toMatchObject({ engine: 'onnx', device: 'cpu', threads: 1, precision: 'f32' })
    expect(record.versions['onnxruntime-node']).toMatch(/^\d+\.\d+/)
    const { traceEvents } = JSON.parse(readFileSync(join(run, 'profile.json'), 'utf8')) as Trace
    const named = (name: string) => traceEvents.filter((event) => event.ph === 'X' && event.name === name)
    for (const name of ['read', 'draw', 'wait for the engine', 'metrics', 'step', 'fetch'])
      expect(named(name), name).toHaveLength(8)
    expect(named('checkpoint').length).toBeGreaterThan(0)
    const steps = named('step')
    const lines = new Set(traceEvents.map(({ args }) => args?.for ?? args?.written))
    expect([...lines]).toEqual(expect.arrayContaining([expect.stringMatching(/^halves\.ssl:\d+$/)]))
    const products = traceEvents.filter(({ tid, name }) => tid === 3 && name.endsWith('MatMul'))
    expect(products.length).toBeGreaterThan(8)
    const slack = 1000
    for (const { ts = 0, dur = 0 } of products)
      expect(
        steps.some((step) => step.ts - slack <= ts && ts + dur <= step.ts + step.dur + slack),
        `${ts}`,
      ).toBe(true)
  })

  it('tells events to programs', () => {
    const folder = folderWith(smallFiles())
    const { code, stdout } = sslang(folder, 'train', 'halves.ssl', '--json')
    expect(code).toBe(0)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { is: string })
    expect(events.map((event) => event.is)).toEqual(expect.arrayContaining(['start', 'step', 'end']))
  })

  it.each([
    ['the program', { 'halves.ssl': smallProgram.replace('epochs: 2', 'epoch: 2') }, 'SSL5101'],
    ['its data', { 'images.gz': 'no pictures' }, 'SSL6004'],
    ['a number', { 'halves.ssl': smallProgram.replace('1e-3', '1e30') }, 'SSL7201'],
  ])('tells programs what is wrong with %s, on one line', (_, files, code) => {
    const folder = folderWith({ ...smallFiles(), ...files })
    const run = sslang(folder, 'train', 'halves.ssl', '--json')
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      is: 'failed',
      diagnostics: [{ code }],
    })
  })
})

describe('what follows a run', () => {
  it('is evaluated, embedded and shown', () => {
    const folder = folderWith(smallFiles())
    expect(sslang(folder, 'train', 'halves.ssl', '--no-evaluate').code).toBe(0)
    const evaluated = sslang(folder, 'evaluate', '--json')
    expect(evaluated.code).toBe(0)
    expect(JSON.stringify(JSON.parse(evaluated.stdout))).toContain('knn')
    const [run = ''] = runsIn(folder)
    expect(sslang(folder, 'embed', run, 'images.gz', '-o', 'features.npy').code).toBe(0)
    const header = readFileSync(join(folder, 'features.npy')).subarray(0, 128).toString('latin1')
    expect(header).toContain("'shape': (80, 16)")
    // A picture by itself, of whatever kind, is none of the formats.
    writeFileSync(join(folder, 'cat.webp'), 'RIFF')
    const picture = sslang(folder, 'embed', run, 'cat.webp', '-o', 'cat.npy')
    expect(picture.stderr).toContain('folder')
    expect(picture.stderr).not.toContain('IDX')
  })
})

describe('new', () => {
  it('writes a project that trains at once', () => {
    const folder = folderWith({})
    expect(sslang(folder, 'new', 'shapes').code).toBe(0)
    const project = join(folder, 'shapes')
    expect(sslang(project, 'check', 'shapes.ssl').stderr).toContain('all is well')
    const { code, stdout } = sslang(project, 'train', 'shapes.ssl', '--set', 'train.epochs=1')
    expect(code).toBe(0)
    expect(stdout).toMatch(/trained/)
    expect(readFileSync(join(project, '.npmrc'), 'utf8')).toContain('onnxruntime-node-install=skip')
    expect(readFileSync(join(project, 'package.json'), 'utf8')).toContain('"onnxruntime-node": false')
    // A checkout is no package of a registry, so the project names it by its path.
    const { dependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
    expect(join(project, dependencies.sslang.replace(/^file:/, ''), '/')).toBe(root)
  })

  it('overwrites nothing', () => {
    const folder = folderWith({ 'shapes/a.txt': '' })
    expect(sslang(folder, 'new', 'shapes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SSL8007'),
    })
    expect(sslang(folder, 'new', 'My Shapes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SSL8008'),
    })
  })
})

/** Runs a command and sends it Ctrl-C after its first steps; gives its exit code. */
const interrupted = (folder: string, ...args: readonly string[]) => stopped('SIGINT', folder, ...args)

/** Runs a command and sends it a signal after its first steps, or one to kill it after its first checkpoint. */
function stopped(
  signal: 'SIGINT' | 'SIGKILL',
  folder: string,
  ...args: readonly string[]
): Promise<number | null> {
  const awaited = signal === 'SIGKILL' ? '"is":"checkpoint"' : '"is":"step"'
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), ...args], { cwd: folder })
  let sent = false
  child.stdout.on('data', (chunk: Buffer) => {
    if (sent || !chunk.toString().includes(awaited)) return
    sent = true
    child.kill(signal)
  })
  return new Promise((done) => child.once('exit', done))
}
