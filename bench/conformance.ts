import fc from 'fast-check'
import { apart, compared } from '../src/engines/conformance.fixture.js'
import { type TestedEngine, workingEngines, workingWebgpu } from '../src/engines/working.fixture.js'
import { cases } from '../src/graph/ops/cases.js'
import { edges } from '../src/graph/ops/edges.js'
import { type OpName, ops } from '../src/graph/ops/index.js'
import { renew } from './page.js'

// Every op on every engine that works here, on generated cases and at the edges of numbers and shapes, value and
// gradients against `reference`: the largest difference of each goes into the table of docs/engines.md.

/** Fewer on WebGPU, which may be a GPU made of a processor. */
const runsOn = ({ device }: TestedEngine): number => (device === 'webgpu' ? 10 : 200)

/** The largest difference of an op on an engine, over all its cases. */
async function worst(engine: TestedEngine, name: OpName): Promise<number> {
  const own = [cases[name], edges[name]].flatMap((arbitrary) =>
    arbitrary ? fc.sample(arbitrary, { seed: 1, numRuns: runsOn(engine) }) : [],
  )
  let most = 0
  for (const one of own) {
    for (const { got, expected } of await compared(engine, one)) {
      if (got.length !== expected.length) return Number.POSITIVE_INFINITY
      for (let k = 0; k < got.length; k++) most = Math.max(most, apart(Number(got[k]), Number(expected[k])))
    }
  }
  return most
}

const webgpu = await workingWebgpu()
const engines = [...workingEngines(), ...(webgpu ? [webgpu] : [])]
const names = Object.keys(ops) as OpName[]
const rows: string[] = [
  `| op | ${engines.map(({ name, device }) => (device === 'webgpu' ? `${name}, ${device}` : name)).join(' | ')} |`,
  `| --- |${' --- |'.repeat(engines.length)}`,
]
for (const name of names) {
  const cells: string[] = []
  for (const engine of engines) {
    const most = await worst(engine, name)
    cells.push(most === 0 ? 'exact' : Number.isFinite(most) ? most.toExponential(0) : 'wrong')
  }
  const row = `| \`${name}\` | ${cells.join(' | ')} |`
  console.log(row)
  rows.push(row)
}
renew('docs/engines.md', 'conformance', rows.join('\n'))
// Sessions that stay open would hold the process.
process.exit()
