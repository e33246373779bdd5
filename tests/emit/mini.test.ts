import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { coreOf } from '../../src/compiler/core.fixture.js'
import { elaborate } from '../../src/compiler/elaborate/elaborate.js'
import { emit } from '../../src/compiler/emit/emit.js'
import { sameGraph } from '../../src/graph/passes/same.js'
import type { buildStep, Pretext } from '../../src/program/index.js'
import { importEmitted, writeEmitted } from './bundle.js'

test('a program written in core: compiler and emitted module give the same graph', async () => {
  const text = readFileSync(new URL('mini.txt', import.meta.url), 'utf8')
  const core = coreOf('mini.ssl', text)
  const { pretexts, diagnostics } = elaborate(new Map([['mini.ssl', core]]), 'mini.ssl', {})
  expect(diagnostics).toEqual([])
  const at = writeEmitted(new Map([['mini.ssl.ts', (await emit(core, { source: text })).text]]), 'mini')
  const emitted = await importEmitted(at, 'mini.ssl')
  const built = (emitted.buildStep as typeof buildStep)(emitted.simclr as Pretext, {})
  expect(pretexts.simclr && sameGraph(pretexts.simclr.graph, built.graph)).toBeUndefined()
})
