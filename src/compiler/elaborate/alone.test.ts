import { expect, test } from 'vitest'
import { coreOf } from '../core.fixture.js'
import { checkDefinitions } from './alone.js'

const prelude = `export const l2_normalize = $.fn('l2_normalize',
  { configuration: { eps: $.type.f32({ above: 0, default: 1e-12 }) }, data: { x: $.type.f32(['...', 'D']) }, result: $.type.unit(['...', 'D']) },
  ({ eps }, { x }) => $.unit($.divide(x, $.sqrt($.maximum($.contract(x, x, 'd,d->'), eps)), 'd,->d')))`

const check = (definition: string) => {
  const imports = "import * as $prelude from 'sslang/std/prelude'\n"
  const modules = new Map([
    ['std.prelude', coreOf('std.prelude', prelude)],
    ['a.ssl', coreOf('a.ssl', `${imports}export const f = ${definition}`)],
  ])
  return checkDefinitions(modules, 'a.ssl').map(({ code, span }) => [code, span?.file])
}

test('a definition that fits for all sizes says nothing', () => {
  expect(
    check(`$.loss('nt_xent',
  { configuration: { temperature: $.type.f32({ above: 0, default: 0.5 }) }, data: { u: $.type.f32(['B', 'D']), v: $.type.f32(['B', 'D']) } },
  ({ temperature }, { u, v }, { B }) => {
    const z = $prelude.l2_normalize()($.concat([u, v], 2))
    const s = $.divide($.contract(z, z, 'id,jd->ij'), temperature)
    return $.mean($.subtract(
      $.logsumexp(s, 'ij,ij->i', { where: $.notEqual($.index($.size(s, -1)), $.index($.size(s, -2)), 'j,i->ij') }),
      $.gather(s, [$.mod($.add($.index($.size(s, -2)), B), 2 * B)], 'iN,i->i'),
    ), 'i->')
  })`),
  ).toEqual([])
})

test('two dimension variables do not mix, however large they will be', () => {
  const text =
    "$.fn('f', { data: { x: $.type.f32(['D']), y: $.type.f32(['E']) } }, (_, { x, y }) => $.add(x, y))"
  expect(check(text)).toEqual([['SSL3002', 'a.ssl']])
  const shapes = "{ data: { u: $.type.f32(['B', 'D']), v: $.type.f32(['B', 'D']) } }"
  expect(check(`$.loss('f', ${shapes}, (_, { u, v }) => $.mean($.contract(u, v, 'na,ad->nd')))`)).toEqual([
    ['SSL3109', 'a.ssl'],
  ])
})

test('an index before the first entry is outside whatever the size is', () => {
  const text = (index: number) =>
    `$.fn('f', { data: { x: $.type.f32(['D']) } }, (_, { x }) => $.gather(x, [${index}], 'N->'))`
  expect(check(text(-1))).toEqual([['SSL3136', 'a.ssl']])
  expect(check(text(3))).toEqual([])
})

test('what hangs on a static choice is left to the uses', () => {
  const shape = "data: { x: $.type.f32(['D']), y: $.type.f32(['E']) }"
  const bool = `$.fn('f', { configuration: { b: $.type.bool({ default: true }) }, ${shape} }, ({ b }, { x, y }) => b ? $.add(x, y) : x)`
  expect(check(bool)).toEqual([])
  expect(check(`$.fn('f', { ${shape} }, (_, { x, y }, { D, E }) => D === E ? $.add(x, y) : x)`)).toEqual([])
  const model = "norm: $.type.fn([$.type.f32(['D'])], $.type.f32(['D']))"
  expect(
    check(`$.fn('f', { configuration: { ${model} }, ${shape} }, ({ norm }, { x, y }) => $.add(norm(x), y))`),
  ).toEqual([])
})

test('a requirement on unknown sizes says nothing, and what it says of divisors is used', () => {
  const text = (
    requirement: string,
  ) => `$.fn('f', { data: { x: $.type.f32(['D']), y: $.type.f32(['K']) } }, (_, { x, y }, { D, K }) => {
  ${requirement}
  return $.add(x, $.reshape(x, 1, [K * $.div(D, K)]))
})`
  expect(check(text('$.require($.mod(D, K) === 0 && D > 3, "K must divide D")'))).toEqual([])
  expect(check(text('$.require(D > K, "more")'))).toEqual([])
})
