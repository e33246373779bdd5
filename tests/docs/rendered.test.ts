import { describe, expect, it } from 'vitest'
import { render, toJson } from '../../src/compiler/index.js'
import { told } from './check.js'

/** A program with mistakes of several kinds: syntax, names, and what only its graph shows. */
const programs: Readonly<Record<string, string>> = {
  syntax: `import std.{losses}

let widths = [16, 32
let n = 3 weeks

loss far(u: f32[D], v: f32[D]) = sum((u - v)**2
`,
  names: `import std.{encoders, heads, loses}

data clothes: image[28, 28, 1] = idx("images.gz")

model f = tiny_conv
model g = mlp(hiden: 32, out: 16)

pretext small {
  batch x from cloths, size: 64
  minimize mean(g(f(y))^2)
}

train small {
  epoch: 20
}
`,
  graph: `import std.{encoders, heads, losses}

data clothes: image[28, 28, 1] = idx("images.gz")

augment view(x: image[28, 28, 1]) -> image[28, 28, 1] =
  let e[i < 28, j < 28, c < 1] ~ normal(0, 0.1)
  image(x + e)

model f = tiny_conv
model g = mlp(hidden: 32, out: 16)
model h = mlp(hidden: 32, out: 8)

pretext uneven {
  batch x from clothes, size: 64
  minimize nt_xent()(g(f(view(x))), h(f(view(x))))
}
`,
}

describe.each(Object.entries(programs))('mistakes of %s', (name, text) => {
  const path = `${name}.ssl`
  const diagnostics = told({ [path]: text }, path)
  const sources = new Map([[path, text]])

  it('are rendered for people', async () => {
    await expect(`${render(diagnostics, sources)}\n`).toMatchFileSnapshot(`../golden/diagnostics/${name}.txt`)
  })

  it('and given to programs', async () => {
    const json = `${JSON.stringify(toJson(diagnostics, sources), null, 2)}\n`
    await expect(json).toMatchFileSnapshot(`../golden/diagnostics/${name}.json`)
  })
})
