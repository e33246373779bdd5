import { describe, expect, test } from 'vitest'
import { enginesHere } from '../../src/engines/engines.fixture.js'
import { engineNamed } from '../../src/runtime/engine/choose.js'
import { prepare } from '../../src/runtime/run/run.js'
import { dataFolder, pretextOf, smallPrograms } from './program.js'
import { stepsOf } from './steps.js'

const root = dataFolder(40)

/** The largest difference, relative to the largest value; below `least`, to that. */
function difference(got: ArrayLike<number> | undefined, expected: ArrayLike<number>, least: number): number {
  if (got?.length !== expected.length) return Number.POSITIVE_INFINITY
  let [gap, size] = [0, least]
  for (let k = 0; k < expected.length; k++) {
    const apart = Math.abs(Number(got[k]) - Number(expected[k]))
    gap = Math.max(gap, Number.isFinite(apart) ? apart : Number.POSITIVE_INFINITY)
    size = Math.max(size, Math.abs(Number(expected[k])))
  }
  return gap / size
}

/**
 * How much less exact all but the losses may be. TensorFlow adds up large maps one entry after the other: here and
 * there a `relu` of a number near 0 begins one pixel earlier, and in maps of 7 x 7 pixels one of them counts.
 */
const slack = { onnx: 1, tensorflow: 100 }

describe.each(enginesHere())('three steps on $name are those of reference', ({ name }) => {
  test.each(smallPrograms)('$file', async (small) => {
    const prepared = await prepare(pretextOf(small), root, { evaluate: false })
    const exact = await stepsOf(prepared, await engineNamed('reference'), 3)
    const fast = await stepsOf(prepared, await engineNamed(name), 3)
    for (const [step, expected] of exact.outputs.entries()) {
      expect(Object.keys(expected)).toEqual(expect.arrayContaining(['loss', 'gradient_norm']))
      for (const [output, value] of Object.entries(expected)) {
        const gap = difference(fast.outputs[step]?.[output], value, 1e-3)
        expect(gap, `${output} of step ${step}`).toBeLessThan(output === 'loss' ? 5e-5 : 5e-5 * slack[name])
      }
    }
    const [after, expected] = [fast.variables.at(-1), exact.variables.at(-1)]
    expect(Object.keys(after ?? {}).sort()).toEqual(Object.keys(expected ?? {}).sort())
    for (const [path, value] of Object.entries(expected ?? {})) {
      // A bias in front of a normalisation has no gradient but what rounding leaves: compared in absolute terms.
      const least = path.startsWith('optimizer.second_moment.') ? 1e-6 : 1e-3
      expect(difference(after?.[path], value, least), path).toBeLessThan(2e-4 * slack[name])
    }
  })
})
