import { describe, expect, test } from 'vitest'
import { webgpuHere } from '../../src/engines/engines.fixture.js'
import { engineNamed } from '../../src/runtime/engine/choose.js'
import { prepare } from '../../src/runtime/run/prepare.js'
import { dataFolder, pretextOf, smallPrograms } from './program.js'
import { stepsOf } from './steps.js'

const root = dataFolder(40)
const small = smallPrograms.filter(({ file }) => file === 'simclr.ssl')

describe.each(await webgpuHere())('steps on $device are those of reference', ({ device }) => {
  test.each(small)('$file', async (program) => {
    const prepared = await prepare(pretextOf(program), root, { evaluate: false })
    const exact = await stepsOf(prepared, await engineNamed('reference'), 3)
    const fast = await stepsOf(prepared, await engineNamed('onnx', device), 3)
    for (const [step, { loss, gradient_norm }] of exact.outputs.entries()) {
      expect(fast.outputs[step]?.loss?.[0]).toBeCloseTo(loss?.[0] as number, 4)
      expect(fast.outputs[step]?.gradient_norm?.[0]).toBeCloseTo(gradient_norm?.[0] as number, 3)
    }
    for (const [path, values] of Object.entries(exact.variables.at(-1) ?? {})) {
      const own = fast.variables.at(-1)?.[path] ?? []
      const gaps = Array.from(values, (value, k) => Math.abs(value - Number(own[k])))
      expect(Math.max(...gaps), path).toBeLessThan(2e-3)
    }
  })
})
