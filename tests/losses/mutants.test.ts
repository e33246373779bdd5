import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { librarySource } from '../../src/compiler/index.js'
import { equivalents } from './mutants/equivalent.js'
import { hashOfTested } from './mutants/hash.js'
import { mutants } from './mutants/mutate.js'

/* docs/mutants.md tells whether the properties of the losses bite. */

describe('the table of mutants', () => {
  test('is of these losses and these tests; else `npm run mutants`, some minutes, writes it anew', () => {
    expect(readFileSync('docs/mutants.md', 'utf8')).toContain(hashOfTested())
  })

  test('excuses only mutants that are made', () => {
    const made = new Set(
      mutants(librarySource('std.losses') ?? '', 'std.losses').map(
        (one) => `${one.definition}: ${one.after}`,
      ),
    )
    const excused = equivalents.flatMap(({ of }) =>
      Object.entries(of).flatMap(([name, lines]) => lines.map((line) => `${name}: ${line}`)),
    )
    expect(excused.filter((one) => !made.has(one))).toEqual([])
  })
})

test('mistakes of every kind are made in a small module', () => {
  const source = `
loss pull(weight: f32 >= 0 = 2)(u: f32[B, D], v: f32[B, D], used: bool[B]) =
  let s[i, j] = u[i] @ v[j]
  sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))
`
  const made = mutants(source, 'pull.ssl')
  expect(made.map(({ kind, after }) => `${kind}: ${after}`)).toMatchInlineSnapshot(`
    [
      "setting: loss pull(weight: f32 >= 0 = 4)(u: f32[B, D], v: f32[B, D], used: bool[B]) =",
      "bound: loss pull(weight: f32  = 2)(u: f32[B, D], v: f32[B, D], used: bool[B]) =",
      "axis: let s[j, i] = u[i] @ v[j]",
      "axis: let s[i, j] = u[j] @ v[j]",
      "shift: let s[i, j] = u[(i + 1) mod (B)] @ v[j]",
      "shift: let s[i, j] = u[i + 1] @ v[j]",
      "shift: let s[i, j] = u[i - 1] @ v[j]",
      "axis: let s[i, j] = u[i] @ v[i]",
      "shift: let s[i, j] = u[i] @ v[(j + 1) mod (B)]",
      "shift: let s[i, j] = u[i] @ v[j + 1]",
      "shift: let s[i, j] = u[i] @ v[j - 1]",
      "reduction: mean[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "condition: sum[i, j](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "condition: sum[i, j == i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "factor: sum[i, j != i](used[i])",
      "factor: sum[i, j != i]((-relu(weight * s[i, j] - stop_gradient(mean(v[j])))))",
      "axis: sum[i, j != i](used[j] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[(i + 1) mod (B)] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i + 1] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i - 1] * -relu(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "sign: sum[i, j != i](used[i] * (relu(weight * s[i, j] - stop_gradient(mean(v[j])))))",
      "call: sum[i, j != i](used[i] * -(weight * s[i, j] - stop_gradient(mean(v[j]))))",
      "sign: sum[i, j != i](used[i] * -relu(weight * s[i, j] + stop_gradient(mean(v[j]))))",
      "operands: sum[i, j != i](used[i] * -relu((stop_gradient(mean(v[j])) - (weight * s[i, j]))))",
      "term: sum[i, j != i](used[i] * -relu((weight * s[i, j])))",
      "factor: sum[i, j != i](used[i] * -relu(weight - stop_gradient(mean(v[j]))))",
      "factor: sum[i, j != i](used[i] * -relu((s[i, j]) - stop_gradient(mean(v[j]))))",
      "axis: sum[i, j != i](used[i] * -relu(weight * s[j, i] - stop_gradient(mean(v[j]))))",
      "axis: sum[i, j != i](used[i] * -relu(weight * s[j, j] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[(i + 1) mod (B), j] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i + 1, j] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i - 1, j] - stop_gradient(mean(v[j]))))",
      "axis: sum[i, j != i](used[i] * -relu(weight * s[i, i] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i, (j + 1) mod (B)] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i, j + 1] - stop_gradient(mean(v[j]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i, j - 1] - stop_gradient(mean(v[j]))))",
      "stop_gradient: sum[i, j != i](used[i] * -relu(weight * s[i, j] - mean(v[j])))",
      "reduction: sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(sum(v[j]))))",
      "call: sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(v[j])))",
      "axis: sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[i]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[(j + 1) mod (B)]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[j + 1]))))",
      "shift: sum[i, j != i](used[i] * -relu(weight * s[i, j] - stop_gradient(mean(v[j - 1]))))",
    ]
  `)
})
