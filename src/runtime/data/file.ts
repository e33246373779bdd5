import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fail } from '../../messages/catalogue.js'
import type { Place } from './place.js'

const unpack = promisify(gunzip)

/** The content of a data file, unpacked where it is gzipped. Fails with SSL6001, SSL6002 or SSL6003. */
export async function contentOf(path: string, place: Place): Promise<Buffer> {
  const packed = await readFile(resolve(place.root, path)).catch((error: NodeJS.ErrnoException) =>
    missing(path, place, error),
  )
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return packed
  return unpack(packed).catch((error: Error) =>
    fail('SSL6003', { data: place.data, path, reason: error.message }, place),
  )
}

/** Tells why a file or folder cannot be read. */
export function missing(path: string, place: Place, error: NodeJS.ErrnoException): never {
  const { data, root } = place
  if (error.code === 'ENOENT') fail('SSL6001', { data, path, root }, place)
  if (error.code === 'ENOTDIR')
    fail('SSL6002', { data, path, reason: 'a folder is expected, and there is a file' }, place)
  return fail('SSL6002', { data, path, reason: error.message }, place)
}
