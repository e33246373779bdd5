import { createWriteStream, mkdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { fail } from '../../../messages/catalogue.js'
import type { Tell } from './progress.js'

/** Writes the files of a wheel for which `place` names a path. Gives how many these are. */
export async function unzip(
  wheel: string,
  place: (name: string) => string | undefined,
  tell: Tell,
): Promise<number> {
  return opened(wheel, async (zip, entries) => {
    const wanted = entries.flatMap((entry) => {
      const path = entry.fileName.endsWith('/') ? undefined : place(entry.fileName)
      return path === undefined ? [] : [{ entry, path }]
    })
    const total = wanted.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0)
    let done = 0
    const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        done += chunk.length
        tell(`unpacking ${basename(wheel).split('-')[0]}`, done, total)
        yield chunk
      }
    }
    for (const { entry, path } of wanted) {
      mkdirSync(dirname(path), { recursive: true })
      const mode = (entry.externalFileAttributes >>> 16) & 0o777
      const target = createWriteStream(path, mode === 0 ? {} : { mode })
      await pipeline(await zip.openReadStreamPromise(entry), counted, target)
    }
    return wanted.length
  })
}

/** The text of the first file of a wheel whose name fits. */
export const textIn = (wheel: string, name: RegExp): Promise<string> =>
  opened(wheel, async (zip, entries) => {
    const entry = entries.find(({ fileName }) => name.test(fileName))
    return entry ? text(await zip.openReadStreamPromise(entry)) : ''
  })

/** Fails with SSL7507 where the file is no zip. */
async function opened<T>(
  wheel: string,
  use: (zip: ZipFile, entries: readonly Entry[]) => Promise<T>,
): Promise<T> {
  const damaged = (): never => fail('SSL7507', { file: basename(wheel) })
  const zip = await openPromise(wheel, { autoClose: false }).catch(damaged)
  try {
    const entries: Entry[] = []
    for await (const entry of zip.eachEntry()) entries.push(entry)
    return await use(zip, entries)
  } finally {
    zip.close()
  }
}
