import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fc, test as property } from '@fast-check/vitest'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellsOf } from './csv.js'
import { type Field, subset } from './dataset.js'
import { parseNpy, writeNpy } from './npy.js'
import { type Declaration, openData, type Source } from './open.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sslang-data-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const idx = (type: number, axes: number[], body: Uint8Array): Buffer => {
  const head = Buffer.alloc(4 + 4 * axes.length)
  head[2] = type
  head[3] = axes.length
  axes.forEach((size, axis) => {
    head.writeUInt32BE(size, 4 + 4 * axis)
  })
  return Buffer.concat([head, body])
}
const image = (shape: number[]): Field => ({ kind: 'image', shape })
const declared = (source: Source, field: Field): Declaration => ({ name: 'clothes', fields: [field], source })
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    (error: Error) => error.message,
  )
const write = (name: string, content: Uint8Array | string) => writeFileSync(join(root, name), content)

describe('idx', () => {
  test('bytes become 0..1 in the declared axes, plain or gzipped', async () => {
    const body = Uint8Array.from([0, 51, 102, 255, 255, 0, 0, 51])
    write('a.gz', gzipSync(idx(8, [2, 2, 2], body)))
    write('a.labels', idx(8, [2], Uint8Array.from([1, 0])))
    const data = await openData(
      declared({ is: 'idx', path: 'a.gz', labels: 'a.labels' }, image([2, 2, 1])),
      root,
    )
    expect(data.count).toBe(2)
    expect(data.labels).toEqual(Int32Array.from([1, 0]))
    const [read] = data.read(Int32Array.from([1, 0]))
    expect([...(read ?? [])].map((value) => Math.round(value * 255))).toEqual([
      255, 0, 0, 51, 0, 51, 102, 255,
    ])
    expect(subset(data, Int32Array.from([1])).labels).toEqual(Int32Array.from([0]))
  })

  test('whole numbers stay what they are', async () => {
    write('b.idx', idx(8, [3, 1], Uint8Array.from([3, 200, 7])))
    const data = await openData(declared({ is: 'idx', path: 'b.idx' }, { kind: 'int', shape: [1] }), root)
    expect(data.read(Int32Array.from([1, 2]))).toEqual([Int32Array.from([200, 7])])
  })

  test('mistakes are told with the name of the data and the file', async () => {
    write('short.idx', idx(8, [2, 2, 2], new Uint8Array(7)))
    write('other.idx', 'hello world')
    write('cut.gz', gzipSync(idx(8, [2, 2, 2], new Uint8Array(8))).subarray(0, 20))
    write('good.idx', idx(8, [2, 2, 2], new Uint8Array(8)))
    write('labels3', idx(8, [3], new Uint8Array(3)))
    const open = (path: string, field = image([2, 2, 1]), labels?: string) =>
      failure(openData(declared({ is: 'idx', path, labels }, field), root))
    expect(await open('absent.idx')).toMatch(/SSL6001: data clothes: there is no "absent.idx"/)
    expect(await open('.')).toMatch(/SSL6002/)
    expect(await open('short.idx')).toMatch(/SSL6005: .* holds 24 bytes but has 23; it is cut short/)
    expect(await open('other.idx')).toMatch(/SSL6004/)
    expect(await open('cut.gz')).toMatch(/SSL6003/)
    expect(await open('good.idx', image([3, 3, 1]))).toMatch(/SSL6010: .* \[3, 3, 1\] .* \[2, 2\]/)
    expect(await open('good.idx', image([2, 2, 1]), 'labels3')).toMatch(
      /SSL6008: .* 3 labels but there are 2/,
    )
  })

  property.prop([fc.uint8Array({ maxLength: 60 })])(
    'any bytes are read or refused, never a crash',
    async (bytes) => {
      write('soup.idx', bytes)
      expect(
        await failure(openData(declared({ is: 'idx', path: 'soup.idx' }, image([2, 2, 1])), root)),
      ).toMatch(/nothing|SSL60/)
    },
  )
})

describe('npy', () => {
  property.prop([fc.array(fc.float({ noNaN: true }), { minLength: 1 })])(
    'what is written is read',
    (values) => {
      const stored = parseNpy(writeNpy(Float32Array.from(values), [values.length, 1]), 'x', {
        data: 'x',
        root,
      })
      expect(stored).toEqual({ count: values.length, shape: [1], values: Float32Array.from(values) })
    },
  )

  test('channels in front are turned to the back for pictures', async () => {
    write(
      'c.npy',
      writeNpy(
        Float32Array.from({ length: 12 }, (_, index) => index / 12),
        [1, 3, 2, 2],
      ),
    )
    const data = await openData(declared({ is: 'npy', path: 'c.npy' }, image([2, 2, 3])), root)
    const [read] = data.read(Int32Array.of(0))
    expect([...(read ?? [])].map((value) => Math.round(value * 12))).toEqual([
      0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11,
    ])
  })

  test('values outside 0..1 are no image', async () => {
    write('d.npy', writeNpy(Float32Array.of(0, 0.5, 200, 1), [1, 4]))
    expect(await failure(openData(declared({ is: 'npy', path: 'd.npy' }, image([2, 2, 1])), root))).toMatch(
      /SSL6011: .* example 0 .* 200/,
    )
  })
})

describe('csv', () => {
  test('cells follow RFC 4180', () => {
    expect(cellsOf('a,"b ""c"", d"\r\n\r\n1,\n')).toEqual([
      ['a', 'b "c", d'],
      ['1', ''],
    ])
    expect(cellsOf('x"y,2')).toEqual([['x"y', '2']])
  })

  test('a heading is left out; words are classes', async () => {
    write('e.csv', 'height,weight\n1,2\n3,4\n')
    write('e.labels', 'kind\ndog\ncat\n')
    const source = { is: 'csv', path: 'e.csv', labels: 'e.labels' } as const
    const data = await openData(declared(source, { kind: 'f32', shape: [2] }), root)
    expect(data.read(Int32Array.of(1, 0))).toEqual([Float32Array.of(3, 4, 1, 2)])
    expect([data.classes, data.labels]).toEqual([['cat', 'dog'], Int32Array.of(1, 0)])
    write('f.csv', '1,2\n3,x\n')
    expect(
      await failure(openData(declared({ is: 'csv', path: 'f.csv' }, { kind: 'f32', shape: [2] }), root)),
    ).toMatch(/SSL6007: .* row 2 .*"x"/)
  })
})

describe('folder', () => {
  const colour = (width: number, height: number, background: string) =>
    sharp({ create: { width, height, channels: 3, background } })

  test('pictures are scaled to cover, cropped and kept as bytes', async () => {
    for (const name of ['blue', 'red']) mkdirSync(join(root, 'photos', name), { recursive: true })
    await colour(20, 10, '#0000ff').png().toFile(join(root, 'photos/blue/1.png'))
    await colour(9, 30, '#ff0000').png().toFile(join(root, 'photos/red/1.PNG'))
    await colour(8, 8, '#ff0000').jpeg().toFile(join(root, 'photos/red/2.jpg'))
    write('photos/red/notes.txt', 'not a picture')
    const declaration = declared({ is: 'folder', path: 'photos' }, image([4, 4, 3]))
    const first = await openData(declaration, root)
    expect([first.count, first.classes, first.labels]).toEqual([3, ['blue', 'red'], Int32Array.of(0, 1, 1)])
    expect([...(first.read(Int32Array.of(0))[0]?.slice(0, 6) ?? [])]).toEqual([0, 0, 1, 0, 0, 1])
    expect(readdirSync(join(root, '.sslang/cache'))).toHaveLength(1)
    const again = await openData(declaration, root)
    expect(again.read(Int32Array.of(1, 2))).toEqual(first.read(Int32Array.of(1, 2)))
  })

  test('mistakes', async () => {
    mkdirSync(join(root, 'empty'))
    mkdirSync(join(root, 'broken'))
    write('broken/1.png', 'no picture')
    const open = (path: string, field = image([4, 4, 3])) =>
      failure(openData(declared({ is: 'folder', path }, field), root))
    expect(await open('absent')).toMatch(/SSL6001/)
    expect(await open('broken/1.png')).toMatch(/SSL6002.*a folder is expected/)
    expect(await open('empty')).toMatch(/SSL6013/)
    expect(await open('broken')).toMatch(/SSL6014: .*broken\/1.png/)
    expect(await open('photos', { kind: 'f32', shape: [4, 4, 3] })).toMatch(/SSL6015: .*10 by 20/)
    expect(await open('photos', image([48]))).toMatch(/SSL6016/)
  })
})

describe('a TypeScript function', () => {
  const from = (make: () => never, fields: Field[]) =>
    openData({ name: 'letters', fields, source: { is: 'function', name: 'render_letters', make } }, root)

  test('gives examples, tuples and labels', async () => {
    const make = () => ({
      count: 2,
      read: (index: number) => ({ word: index, window: [index + 1, [index + 2]] }),
      label: (index: number) => ['b', 'a'][index] ?? '',
    })
    const data = await from(make as unknown as () => never, [
      { name: 'word', kind: 'int', shape: [] },
      { name: 'window', kind: 'f32', shape: [2] },
    ])
    expect(data.read(Int32Array.of(1, 0))).toEqual([Int32Array.of(1, 0), Float32Array.of(2, 3, 1, 2)])
    expect(data.labels).toEqual(Int32Array.of(1, 0))
  })

  test('mistakes', async () => {
    const one = [{ kind: 'f32', shape: [2] }] satisfies Field[]
    const broken = (): never => {
      throw new TypeError('no such camera')
    }
    expect(await failure(from(broken, one))).toMatch(/SSL6024: .*threw TypeError: no such camera/)
    const half = await from((() => ({ count: 2, read: broken })) as unknown as () => never, one)
    expect(() => half.read(Int32Array.of(1))).toThrow(/SSL6024: .*read\(1\) of/)
    expect(
      await failure(
        from((() => ({ count: 2, read: () => 0, label: broken })) as unknown as () => never, one),
      ),
    ).toMatch(/label\(0\) of/)
    expect(await failure(from((() => ({})) as unknown as () => never, one))).toMatch(/SSL6017/)
    const unequal = { count: 2, read: (index: number) => [1, 2, 3].slice(index) }
    const data = await from((() => unequal) as unknown as () => never, one)
    expect(() => data.read(Int32Array.of(0))).toThrow(/SSL6018: .*read\(0\).* gave 3 numbers .*takes 2/)
    expect(data.read(Int32Array.of(1))).toEqual([Float32Array.of(2, 3)])
    const gives = (value: number, kind: Field['kind']) =>
      from((() => ({ count: 1, read: () => [1, value] })) as unknown as () => never, [{ kind, shape: [2] }])
    for (const [value, kind] of [
      [Number.NaN, 'f32'],
      [1.5, 'int'],
      [255, 'image'],
    ] as const) {
      const wrong = await gives(value, kind)
      expect(() => wrong.read(Int32Array.of(0))).toThrow(`the value ${value}`)
    }
    const labels = { count: 2, read: () => [1, 2], label: (index: number) => index - 0.5 }
    expect(await failure(from((() => labels) as unknown as () => never, one))).toMatch(
      /SSL6009: .*label 0 of "render_letters" is -0.5/,
    )
  })
})
