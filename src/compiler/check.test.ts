import { readdirSync, readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { checkText, sourcesOf, told } from './check.fixture.js'
import { checkModule } from './check.js'
import { emit } from './emit/emit.js'
import { stdModules } from './tables.js'

const programs = new URL('../../tests/programs/', import.meta.url)
const programNames = readdirSync(programs).filter((name) => name.endsWith('.ssl'))
const programFiles = Object.fromEntries(
  programNames.map((name) => [name, readFileSync(new URL(name, programs), 'utf8')]),
)
const sources = sourcesOf(programFiles)

it('what an update needs is computed from the current state', async () => {
  const text = `
fn both(a: f32[D], b: f32[E]) = concat(a, b)
layer track(x: f32[D]) -> f32[D] =
  state mu: f32[D] = 0
  update mu = 0.5 * mu + mean[i](both(mu, batch_mean(x))[i])
  x - stop_gradient(mu)
`
  const { modules, diagnostics } = checkText(text)
  expect(diagnostics).toEqual([])
  const core = modules.get('main.ssl')
  const emitted = core ? (await emit(core, { source: text })).text : ''
  expect(emitted).toMatch(/\$\.update\(mu, \(mu\) => \{\n\s+const values = both\(mu, /)
})

describe('the library and the programs', () => {
  it.each([...stdModules.map((name) => `std.${name}`), ...programNames])('%s checks', (path) => {
    expect(checkModule(path, sources).diagnostics).toEqual([])
  })

  it.each([
    'std.prelude',
    'std.layers',
    'std.losses',
    'std.augment',
    'simclr.ssl',
    'moco_v2.ssl',
    'byol.ssl',
    'rotation.ssl',
    'dino.ssl',
  ])('%s becomes the TypeScript that it should', async (path) => {
    const module = checkModule(path, sources).modules.get(path)
    if (!module) throw new Error(`${path} has mistakes`)
    const { text } = await emit(module, { source: sources.read(path) ?? '' })
    await expect(text).toMatchFileSnapshot(`../../tests/golden/checked/${path.replace('std.', 'std/')}.txt`)
  })
})

describe('checking again', () => {
  it('gives the same module while no text changes', () => {
    const files = {
      'a.ssl': 'fn f(x: f32[D]) -> f32[D] = 2 * x',
      'b.ssl': 'import "a.ssl".{f}\n\nfn g(x: f32[D]) -> f32[D] = f(x)',
    }
    const first = checkModule('b.ssl', sourcesOf(files))
    expect(checkModule('b.ssl', sourcesOf(files)).modules.get('b.ssl')).toBe(first.modules.get('b.ssl'))
  })

  it('sees a change of what is imported', () => {
    const main = 'import "a.ssl".{f}\n\nfn g(x: f32[D]) -> f32[D] = f(x)'
    expect(told(main, { 'a.ssl': 'fn f(x: f32[D]) -> f32[D] = 2 * x' })).toEqual([])
    expect(told(main, { 'a.ssl': 'fn h(x: f32[D]) -> f32[D] = 2 * x' })).toEqual(['SSL2007 f'])
    expect(told(main, { 'a.ssl': 'fn f(x: f32[D]) -> f32[D] = 2 * x' })).toEqual([])
  })
})

const head =
  'import std.{augment, encoders, heads, layers, losses}\ndata images: image[28, 28, 1] = idx("a.gz")\n'
const models =
  'augment view(x: image[28, 28, 1]) = x |> random_resized_crop(28)\nmodel f = tiny_conv\nmodel g = mlp(hidden: 8, out: 8)\n'
const inPretext = (steps: string) =>
  `${head}${models}pretext p {\n  batch x from images, size: 64\n${steps}\n}`
const objective = 'minimize nt_xent()(g(f(view(x))), g(f(view(x))))'
const trained = (settings: string) => `${inPretext(objective)}\ntrain p {\n${settings}\n}`
const evaluated = (items: string) => `${inPretext(objective)}\nevaluate p.f {\n${items}\n}`

describe('one mistake gives one message at its place', () => {
  it.each<[string, string, string[]]>([
    ['an unknown name', 'fn f(x: f32[D]) -> f32[D] = y', ['SSL2001 y']],
    ['a module for a name space', 'import std.{losses}\nlet l = losses.nt_xent', ['SSL2001 losses.nt_xent']],
    [
      'a name of a module that is not imported',
      'fn f(u: f32[D], v: f32[D]) = negative_cosine(u, v)',
      ['SSL2001 negative_cosine'],
    ],
    ['a name twice', 'fn f(x: f32, x: f32) = x', ['SSL2002 x']],
    ['two declarations of one name', 'fn f(x: f32) = x\nfn f(x: f32) = x', ['SSL2002 f']],
    ['a word of TypeScript', 'fn f(class: f32) = class', ['SSL2004 class']],
    ['a word of TypeScript as a declaration', 'fn new(x: f32) = x', ['SSL2004 new']],
    ['an unknown module', 'import std.{loses}\nfn f(u: f32[B, D]) = nt_xent(u, u)', ['SSL2005 loses']],
    [
      'data of a file that is not there',
      'import "a.ssl".{images}\npretext p {\n  batch x from images, size: 64\n  minimize mean(x)\n}',
      ['SSL2006 "a.ssl"'],
    ],
    ['a set of all permutations', 'let p = permutation_set(9)', ['SSL2202 permutation_set(9)']],
    [
      'a setting with a default by position',
      `${head}augment f(x: image[H, W, C]) = x |> random_crop(2)`,
      ['SSL2208 2'],
    ],
    ['a file that is not there', 'import "a.ssl".{g}\nfn f(x: f32) = g(x)', ['SSL2006 "a.ssl"']],
    [
      'a name that a module lacks',
      'import std.losses.{nt_xnt}\nfn f(u: f32[B, D]) = nt_xnt(u, u)',
      ['SSL2007 nt_xnt'],
    ],
    [
      'a name that an import misspells and the program does not',
      'import std.losses.{nt_xnt}\nfn f(u: f32[B, D], v: f32[B, D]) = nt_xent(u, v)',
      ['SSL2007 nt_xnt'],
    ],
    ['recursion', 'fn f(x: f32) = f(x)', ['SSL2012 f']],
    ['a name before its statement', 'fn f(x: f32) =\n  let a = b\n  let b = x\n  a + b', ['SSL2011 b']],
    ['a distribution as a value', 'augment f(x: f32) = normal(0, 1)', ['SSL2014 normal']],
    ['no distribution', 'augment f(x: f32) =\n  let a ~ gaussian(0, 1)\n  a + x', ['SSL2015 gaussian(0, 1)']],
    ['an unknown type', 'fn f(x: float) = x', ['SSL2016 float']],
    [
      'a loss in a layer',
      `${head}layer f(x: f32[D]) -> f32[D] = x * negative_cosine(x, x)`,
      ['SSL2101 negative_cosine'],
    ],
    ['a layer in a function', `${head}fn f(x: f32[D]) -> f32[D] = x |> layer_norm`, ['SSL2101 layer_norm']],
    ['a draw in a function', 'fn f(x: f32) =\n  let a ~ normal(0, 1)\n  a + x', ['SSL2102 a']],
    ['a parameter in an augment', 'augment f(x: f32) =\n  param w: f32 = 0\n  w + x', ['SSL2103 w']],
    ['a model that draws', `${head}model f = flip_horizontal |> tiny_conv`, ['SSL2104 flip_horizontal']],
    [
      'labels',
      inPretext('metric m = mean(images.labels)\nminimize mean(g(f(x)))'),
      ['SSL2105 images.labels'],
    ],
    ['training outside of layers', 'fn f(x: f32) = if training then x else 0 * x', ['SSL2106 training']],
    [
      'an update of no state',
      'layer f(x: f32[D]) -> f32[D] =\n  param w: f32[D] = 0\n  update w = x\n  w + x',
      ['SSL2107 w'],
    ],
    ['too few arguments', 'fn g(x: f32, y: f32) = x + y\nfn f(x: f32) = g(x)', ['SSL2201 g(x)']],
    ['missing configuration', `${head}model f = linear()`, ['SSL2202 linear()']],
    ['unknown configuration', `${head}model f = tiny_conv(widhts: [8])`, ['SSL2203 widhts']],
    ['configuration twice', `${head}model f = linear(8, out: 8)`, ['SSL2204 out: 8']],
    [
      'configuration by position',
      `${head}loss f(u: f32[B, D], v: f32[B, D]) = nt_xent(0.5)(u, v)`,
      ['SSL2205 0.5'],
    ],
    [
      'configuration and data in one list',
      `${head}loss f(u: f32[B, D], v: f32[B, D]) = nt_xent(u, v, temperature: 0.5)`,
      ['SSL2213 temperature: 0.5'],
    ],
    ['a type of another language', 'fn f(x: float) = x', ['SSL2016 float']],
    [
      'a use of what a mistake of syntax left out',
      `${head}model f: linear(8)\nfn g(x: f32) = x\nmodel h = f |> linear(4)`,
      ['SSL1002 :'],
    ],
    ['data by name', 'fn g(x: f32) = x\nfn f(x: f32) = g(x: x)', ['SSL2206 x: x']],
    ['a call of a number', 'fn f(x: f32) = x(x)', ['SSL2207 x']],
    ['too few axes', `${head}fn f(x: f32[D]) = pool(x)`, ['SSL2208 x']],
    ['a loss of one example on pictures', inPretext('minimize emphasized_l2(x, x, x > 2)'), ['SSL2209 x']],
    ['a model as data', `${head}layer f(x: f32[D]) -> f32[8] = linear(8)(relu)`, ['SSL2210 relu']],
    ['a number as a condition', 'fn f(x: f32[D]) = if D then x else 2 * x', ['SSL2301 D']],
    ['a number beside and', 'fn f(x: f32[D]) = if D > 2 and D then x else 2 * x', ['SSL2301 D']],
    ['not of a number', 'fn f(x: f32[D]) = if not D then x else 2 * x', ['SSL2301 D']],
    [
      'a truth value as the end of a range',
      'fn f(x: f32) = sum([for i in 0..true: i]) * x',
      ['SSL2301 true'],
    ],
    ['a truth value as a factor', 'fn f(x: f32[D]) = spread(x, [D > 2])', ['SSL2301 [D > 2]']],
    ['a text as a number', `${head}model f = linear("8")`, ['SSL2210 "8"']],
    ['an axis that is not the batch', `${head}loss f(u: f32[T, D]) = nt_xent()(u, u)`, ['SSL2211 u']],
    [
      'a configuration from data',
      `${head}fn f(x: f32) = clamp(0..1)(x)\nlayer h(x: f32[D], n: int) -> f32[D] = linear(n)(x)`,
      ['SSL2302 n'],
    ],
    ['a tensor as a condition', 'fn f(x: f32) = if x > 0 then x else 0', ['SSL2303 x > 0']],
    [
      'branches with other axes',
      'fn f(n: int)(x: f32[D]) = if n > 0 then x else sum(x)',
      ['SSL2304 if n > 0 then x else sum(x)'],
    ],
    ['a range from high to low', 'fn f(x: f32) = clamp(1..0)(x)', ['SSL2305 1..0']],
    ['an empty list', 'fn f(x: f32) = x + sum([])', ['SSL2306 []']],
    [
      'a tuple of another length',
      'fn g(x: f32) = (x, x)\nfn f(x: f32) =\n  let (a, b, c) = g(x)\n  a + b + c',
      ['SSL2307 g(x)'],
    ],
    ['an unknown field', inPretext('let n = images.size\nminimize n * mean(g(f(x)))'), ['SSL2308 size']],
    ['another result', 'fn f(x: f32[D]) -> f32 = x', ['SSL2309 x']],
    ['a loss that is no scalar', 'loss f(x: f32[D]) = x', ['SSL2309 x']],
    ['a duration as a number', 'fn f(x: f32) = x * 2 epochs', ['SSL2311 2 epochs']],
    ['too many indices', 'fn f(x: f32[N]) =\n  let y[i, j] = x[i, j]\n  y', ['SSL2401 j']],
    ['an index that is no whole number', 'fn f(x: f32[N]) = x[0.5]', ['SSL2402 0.5']],
    ['an index without range', 'fn f(x: f32) =\n  let y[i] = x\n  y', ['SSL2403 i']],
    ['the wrong one of two axes', 'loss f(s: f32[B, T]) = mean[t](logsumexp[b](s[t, b]))', ['SSL2404 t']],
    ['a condition on a let', 'fn f(x: f32[N]) =\n  let y[i, j != i] = x[i] + x[j]\n  y', ['SSL2407 j != i']],
    ['argmax of vectors', 'fn f(x: f32[N, M]) = argmax(x)', ['SSL2408 argmax(x)']],
    ['a product with a number', 'fn f(x: f32[N]) = x @ 2', ['SSL2409 x @ 2']],
    ['an unknown setting', trained('  epoch: 20'), ['SSL5101 epoch']],
    ['epochs and steps', trained('  epochs: 20\n  steps: 100'), ['SSL5102 steps']],
    ['a truth value as a length', trained('  epochs: true'), ['SSL5112 true']],
    ['an unknown optimiser', trained('  optimizer: adma(lr: 0.1)'), ['SSL5103 adma']],
    ['an unknown setting of an optimiser', trained('  optimizer: adam(rate: 0.1)'), ['SSL2203 rate']],
    ['an unknown evaluation', evaluated('  knnn()'), ['SSL5103 knnn']],
    ['an unknown setting of an evaluation', evaluated('  knn(kk: 3)'), ['SSL2203 kk']],
    ['a stage that is not there', trained('  stage first {\n    epochs: 3\n  }'), ['SSL5104 first']],
    [
      'nothing to train',
      `${head}${models}pretext p {\n  batch x from images, size: 64\n  metric m = mean(g(f(x)))\n}\ntrain p {\n  epochs: 1\n}`,
      ['SSL5105 p'],
    ],
    [
      'an optimiser of a model that no objective owns',
      `${inPretext(`${objective} over f`)}\ntrain p {\n  optimizer over g: adam()\n}`,
      ['SSL5106 g'],
    ],
    ['a head that is evaluated', `${inPretext(objective)}\nevaluate p.g {\n  knn()\n}`, ['SSL5107 g']],
    ['test and fit of the same data', evaluated('  fit: images\n  test: images'), ['SSL5108 test: images']],
    ['an unknown pretext', `${inPretext(objective)}\ntrain q {\n  epochs: 1\n}`, ['SSL5109 q']],
    ['an unknown model', `${inPretext(objective)}\nevaluate p.ff {\n  knn()\n}`, ['SSL5110 ff']],
    [
      'two objectives over everything',
      inPretext(`${objective}\n${objective}`),
      ['SSL2603 minimize nt_xent()(g(f(view(x))), g(f(view(x))))'],
    ],
    [
      'two objectives over one model',
      inPretext(`${objective} over f, g\n${objective} over g`),
      ['SSL2604 g'],
    ],
    ['a let that nothing reads', inPretext(`let z = f(x)\n${objective}`), ['SSL2501 z']],
    [
      'a state that nothing updates',
      inPretext(`state z: f32 = 0\nminimize z * mean(g(f(x)))`),
      ['SSL2502 z'],
    ],
    [
      'one recipe twice',
      inPretext('minimize nt_xent()(mlp(hidden: 8, out: 8)(f(view(x))), mlp(hidden: 8, out: 8)(f(view(x))))'),
      ['SSL2503 mlp(hidden: 8, out: 8)(f(view(x)))'],
    ],
  ])('%s', (_, text, wanted) => {
    expect(told(text)).toEqual(wanted)
  })
})

it('says that a number in place of data may be a setting', () => {
  const [one] = checkText(`${head}augment f(x: image[H, W, C]) = x |> random_crop(2)`).diagnostics
  expect(one?.message).toContain('its configuration is given by name: `padding: …`')
})

describe('whatever the text, the checker answers', () => {
  const words =
    Object.values(programFiles)
      .join('\n')
      .match(/\w+|[^\s\w]|\n/g) ?? []

  test.prop([fc.array(fc.constantFrom(...words), { maxLength: 60 })], { numRuns: 150 })(
    'token soup',
    (soup) => {
      const { diagnostics } = checkText(soup.join(' '))
      for (const { span } of diagnostics) expect(span).toBeDefined()
    },
  )

  test.prop(
    [fc.constantFrom(...programNames), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 12 })],
    { numRuns: 150 },
  )('a program with a piece cut out', (name, at, length) => {
    const text = programFiles[name] ?? ''
    const start = Math.floor(at * text.length)
    checkText(text.slice(0, start) + text.slice(start + length), programFiles)
  })

  test.prop(
    [fc.constantFrom(...programNames, ...stdModules.map((module) => `std.${module}`)), fc.nat(), fc.nat()],
    { numRuns: 150 },
  )('a program with a word replaced by another', (name, at, other) => {
    const text = sources.read(name) ?? ''
    const places = [...text.matchAll(/\b\w+\b/g)]
    const place = places[at % places.length]
    const word = words[other % words.length] ?? ''
    const start = place?.index ?? 0
    checkText(text.slice(0, start) + word + text.slice(start + (place?.[0].length ?? 0)), programFiles)
  })
})
