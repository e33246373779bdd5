import { expect, test } from 'vitest'
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

test.each(smallPrograms)('three steps of $file on onnx are those of reference', async (small) => {
  const prepared = await prepare(pretextOf(small), root, { evaluate: false })
  const exact = await stepsOf(prepared, await engineNamed('reference'), 3)
  const fast = await stepsOf(prepared, await engineNamed('onnx'), 3)
  for (const [step, expected] of exact.outputs.entries()) {
    expect(Object.keys(expected)).toEqual(expect.arrayContaining(['loss', 'gradient_norm']))
    for (const [name, value] of Object.entries(expected)) {
      expect(difference(fast.outputs[step]?.[name], value, 1e-3), `${name} of step ${step}`).toBeLessThan(
        5e-5,
      )
    }
  }
  const [after, expected] = [fast.variables.at(-1), exact.variables.at(-1)]
  expect(Object.keys(after ?? {}).sort()).toEqual(Object.keys(expected ?? {}).sort())
  for (const [path, value] of Object.entries(expected ?? {})) {
    // A bias in front of a normalisation has no gradient but what rounding leaves: compared in absolute terms.
    const least = path.startsWith('optimizer.second_moment.') ? 1e-6 : 1e-3
    expect(difference(after?.[path], value, least), path).toBeLessThan(2e-4)
  }
})
