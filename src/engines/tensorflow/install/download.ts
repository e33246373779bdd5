import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Response } from 'undici'
import { fail } from '../../../messages/catalogue.js'
import { SslError } from '../../../messages/diagnostic.js'
import { type Get, networkReason } from './connection.js'
import { bytes, type Tell } from './progress.js'
import { diskIsFull } from './space.js'
import type { Wheel } from './wheels.js'

/** How often a download that no longer moves is taken up again. */
const attempts = 4

/**
 * The file of a wheel in `folder`. What arrived stays there when the download breaks off, and the next one goes on
 * behind it. A file bears its own name only when it is whole.
 */
export async function download(wheel: Wheel, folder: string, get: Get, tell: Tell): Promise<string> {
  const path = join(folder, wheel.name)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  const part = `${path}.part`
  for (let idle = 0; ; ) {
    const before = sizeOf(part)
    const stopped = await fetchRest(wheel, part, get, tell)
    if (stopped === undefined) break
    const done = sizeOf(part)
    idle = done > before ? 0 : idle + 1
    if (idle >= attempts) {
      const total = stopped.total === undefined ? 'an unknown size' : bytes(stopped.total)
      fail('SSL7508', { file: wheel.name, done: bytes(done), total, reason: stopped.reason })
    }
    await wait(200 * 2 ** idle)
  }
  if (wheel.sha256 !== undefined && (await sha256(part)) !== wheel.sha256) {
    rmSync(part)
    fail('SSL7507', { file: wheel.name })
  }
  renameSync(part, path)
  return path
}

interface Stopped {
  readonly reason: string
  readonly total: number | undefined
}

/** Fetches what is still missing. Undefined when all is there; fails with SSL7504 where the server refuses. */
async function fetchRest(wheel: Wheel, part: string, get: Get, tell: Tell): Promise<Stopped | undefined> {
  const from = sizeOf(part)
  if (from > 0 && from === wheel.size) return undefined
  let total = wheel.size
  try {
    const answer = await get(wheel.url, from > 0 ? { range: `bytes=${from}-` } : {})
    if (answer.status === 416) {
      // The part is no beginning of what the server has now.
      rmSync(part)
      return { reason: 'it begins anew', total }
    }
    const { body } = answer
    if (!answer.ok || !body) return refused(wheel, answer)
    const start = answer.status === 206 ? from : 0
    const length = Number(answer.headers.get('content-length') ?? Number.NaN)
    total ??= Number.isNaN(length) ? undefined : start + length
    let done = start
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        done += chunk.length
        tell(`downloading ${wheel.name.split('-')[0]}`, done, total ?? done)
        yield chunk
      }
    }
    await pipeline(Readable.fromWeb(body), counted, createWriteStream(part, { flags: start > 0 ? 'a' : 'w' }))
    return total !== undefined && done < total ? { reason: 'the connection was lost', total } : undefined
  } catch (cause) {
    if (cause instanceof SslError || ofDisk(cause)) throw cause
    return { reason: networkReason(cause), total }
  }
}

/** What the disk refuses is no matter of the network. */
const ofDisk = (cause: unknown): boolean => diskIsFull(cause) || (cause instanceof Error && 'path' in cause)

const refused = (wheel: Wheel, answer: Response): never =>
  fail('SSL7504', { what: wheel.name, host: wheel.url.host, reason: `the server answered ${answer.status}` })

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
