import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkModule } from '../../src/compiler/check.js'
import { elaborate } from '../../src/compiler/elaborate/elaborate.js'
import { emit } from '../../src/compiler/emit/emit.js'
import { libraryModules, librarySource } from '../../src/compiler/library.js'
import { sameGraph } from '../../src/graph/passes/same.js'
import type { buildStep, Pretext } from '../../src/program/index.js'
import { importEmitted, root, writeEmitted } from './bundle.js'
import { emitAll, emitKey, modulesOf, programs, sourceStub, texts } from './emitted.js'

/** What a program must know of its data to be built: the counts are never small numbers of the program. */
const facts = new Proxy(
  {},
  { get: () => ({ count: 50_021, vocabulary: 1009, counts: Array.from({ length: 1009 }, (_, k) => k + 1) }) },
)

let at = ''
beforeAll(async () => {
  at = writeEmitted(new Map([...(await emitAll()), ['letters.ts', sourceStub]]), 'programs')
})

describe('compiler and emitted module', () => {
  test.each(programs)('%s: give the same graph, node for node', async (program) => {
    const { pretexts, diagnostics } = elaborate(modulesOf(program), program, { data: facts })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const emitted = await importEmitted(at, program)
    const build = emitted.buildStep as typeof buildStep
    expect(Object.keys(pretexts).length).toBeGreaterThan(0)
    for (const [name, compiled] of Object.entries(pretexts)) {
      const { graph, ...rest } = build(emitted[name] as Pretext, { data: facts })
      expect(sameGraph(compiled.graph, graph)).toBeUndefined()
      expect(Object.keys(rest)).toEqual(Object.keys(compiled).filter((key) => key !== 'graph'))
    }
  })

  test.each(programs)('%s: the text is the same each time', async (program) => {
    expect(await emitKey(modulesOf(program), program)).toBe(await emitKey(modulesOf(program), program))
  })
})

describe('source maps', () => {
  test.each([...programs, ...libraryModules()])('of %s lead each name to the same name', async (key) => {
    const library = key.startsWith('std.')
    const module = (library ? checkModule(key, texts).modules : modulesOf(key)).get(key)
    const source = library ? librarySource(key) : texts.read(key)
    if (!module || source === undefined) throw new Error(key)
    const { text, map } = await emit(module, { source })
    const trace = new TraceMap(JSON.stringify(map))
    const [generated, lines] = [text.split('\n'), source.split('\n')]
    let names = 0
    eachMapping(trace, ({ name, generatedLine, generatedColumn, originalLine, originalColumn }) => {
      expect(generatedLine).toBeLessThanOrEqual(generated.length)
      expect(originalColumn ?? 0).toBeLessThanOrEqual(lines[(originalLine ?? 1) - 1]?.length ?? -1)
      if (name === null || originalLine === null || originalColumn === null) return
      names += 1
      const word = new RegExp(`^${name}\\b`)
      expect(generated[generatedLine - 1]?.slice(generatedColumn)).toMatch(word)
      expect(lines[originalLine - 1]?.slice(originalColumn)).toMatch(word)
    })
    expect(names).toBeGreaterThan(5)
  })
})

describe('emitted text', () => {
  test('type-checks under strict settings without suppressions', () => {
    const types = join(root, 'node_modules/@types')
    const options = {
      strict: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      module: 'nodenext',
      target: 'es2023',
      noEmit: true,
      types: ['node'],
      typeRoots: [types],
      paths: { 'sslang/runtime': [join(root, 'src/runtime/index.ts')], 'sslang/std/*': ['./std/*.ts'] },
    }
    writeFileSync(
      join(at, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['*.ts', 'std/*.ts'] }),
    )
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', at], { encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })
})
