import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SslError } from '../../../messages/diagnostic.js'
import { connect, type Get } from './connection.js'
import { download } from './download.js'
import { startIndex } from './index.fixture.js'
import { type Wheel, wheelsOf } from './wheels.js'

const name = 'thing-1.0-py3-none-manylinux2014_x86_64.whl'
const content = Buffer.from(Float64Array.from({ length: 40_000 }, (_, k) => Math.sqrt(k)).buffer)

let server: Awaited<ReturnType<typeof startIndex>>
let folder: string
let get: Get

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sslang-download-'))
  server = await startIndex({ thing: { [name]: content } })
  get = connect({ index: new URL(server.url), certificates: undefined, proxy: undefined })
})

afterEach(() => {
  server.stop()
  rmSync(folder, { recursive: true })
})

const theWheel = async (): Promise<Wheel> => {
  const [wheel] = await wheelsOf('thing', new URL(server.url), get)
  if (!wheel) throw new Error('the index is empty')
  return wheel
}
const fetched = async (): Promise<string> => download(await theWheel(), folder, get, () => undefined)
const codes = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (cause) => (cause instanceof SslError ? (cause.diagnostics[0]?.code ?? '') : String(cause)),
  )
const ranges = (): (string | undefined)[] =>
  server.asked.filter(({ path }) => path.startsWith('/files')).map(({ range }) => range)

describe('download', () => {
  it('fetches a file whole, tells how far it is, and does not fetch it again', async () => {
    const told: number[] = []
    const path = await download(await theWheel(), folder, get, (_, done = 0) => told.push(done))
    expect(readFileSync(path).equals(content)).toBe(true)
    expect(told.at(-1)).toBe(content.length)
    await fetched()
    expect(ranges()).toEqual([undefined])
  })

  it('goes on by itself behind what arrived, however often the connection is cut', async () => {
    Object.assign(server.faults, { cutAfter: 60_000 })
    expect(readFileSync(await fetched()).equals(content)).toBe(true)
    expect(ranges().length).toBeGreaterThan(4)
    expect(ranges().at(-1)).toMatch(/^bytes=\d+-$/)
  })

  it('begins anew where the server knows no ranges', async () => {
    writeFileSync(join(folder, `${name}.part`), content.subarray(0, 1000))
    Object.assign(server.faults, { whole: true })
    expect(readFileSync(await fetched()).equals(content)).toBe(true)
  })

  it('keeps what arrived when nothing more comes, and the next call goes on there', async () => {
    const part = join(folder, `${name}.part`)
    writeFileSync(part, content.subarray(0, 1000))
    Object.assign(server.faults, { cutAfter: 0 })
    expect(await codes(fetched())).toBe('SSL7508')
    expect(existsSync(join(folder, name))).toBe(false)
    expect(readFileSync(part).length).toBe(1000)
    server.faults.cutAfter = Number.POSITIVE_INFINITY
    expect(readFileSync(await fetched()).equals(content)).toBe(true)
    expect(ranges().at(-1)).toBe('bytes=1000-')
  })

  it('takes a part that is whole, or too long, without an index that tells sizes', async () => {
    server.faults.html = true
    writeFileSync(join(folder, `${name}.part`), Buffer.concat([content, content]))
    expect(readFileSync(await fetched()).equals(content)).toBe(true)
  })

  it('throws away what has another checksum', async () => {
    server.faults.wrongChecksum = true
    expect(await codes(fetched())).toBe('SSL7507')
    expect(readdirSync(folder)).toEqual([])
  })

  it('finds damage in a part from before', async () => {
    await fetched()
    const damaged = Buffer.from(content)
    damaged[5] = 99
    writeFileSync(join(folder, `${name}.part`), damaged)
    truncateSync(join(folder, `${name}.part`), 2000)
    rmSync(join(folder, name))
    expect(await codes(fetched())).toBe('SSL7507')
    expect(readFileSync(await fetched()).equals(content)).toBe(true)
  })

  it('is refused at once where the server refuses, or is not there', async () => {
    const wheel = await theWheel()
    server.faults.status = 403
    expect(await codes(fetched())).toBe('SSL7504')
    expect(ranges().length).toBe(1)
    server.stop()
    expect(await codes(download(wheel, folder, get, () => undefined))).toBe('SSL7508')
  })
})
