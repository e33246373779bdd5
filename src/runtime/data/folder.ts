import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { extname, join, resolve, sep } from 'node:path'
import { fail } from '../../messages/catalogue.js'
import type { Stored } from './column.js'
import type { Field } from './dataset.js'
import { type Decoder, decoderOf } from './decoder.js'
import { missing } from './file.js'
import { type Labels, worded } from './labels.js'
import type { Place } from './place.js'

interface Picture {
  /** Relative to the folder, with `/`. */
  readonly path: string
  readonly bytes: number
  readonly changed: number
}

const endings = new Set(['.png', '.jpg', '.jpeg'])

/**
 * Reads the pictures of a folder and its sub-folders in the order of their paths, scaled to cover the
 * declared size and cropped at the centre. They are kept as bytes in `cache`, so that the next run decodes
 * nothing. Sub-folder names are labels. Fails with SSL6001, SSL6013 (no pictures), SSL6014 (not a picture),
 * SSL6015 (the declared type is no picture, and sizes differ).
 */
export async function readFolder(
  path: string,
  field: Field,
  cache: string,
  place: Place,
): Promise<{ stored: Stored; labels: Labels | undefined }> {
  const folder = resolve(place.root, path)
  const pictures = await listed(folder, path, place)
  if (pictures.length === 0) fail('SSL6013', { data: place.data, path }, place)
  const [height = 0, width = 0, channels = 0] = field.shape
  if (field.shape.length !== 3 || (channels !== 1 && channels !== 3)) {
    fail('SSL6016', { data: place.data, path, declared: `[${field.shape.join(', ')}]` }, place)
  }
  const decode = await decoderOf(folder, path, field, place)
  const key = keyOf(pictures, [folder, field.kind, ...field.shape, decode.version])
  const file = join(cache, `${key}.pictures`)
  const size = height * width * channels
  const kept = await readFile(file).catch(() => undefined)
  const whole = kept?.length === size * pictures.length
  const values = whole
    ? new Uint8Array(kept.buffer, kept.byteOffset, kept.length)
    : await decodeAll(pictures, size, decode.picture)
  if (!whole) await keep(file, cache, values)
  return { stored: { count: pictures.length, shape: field.shape, values }, labels: labelsOf(pictures) }
}

/** Decodes pictures side by side; fails with the first failure in the order of their paths. */
async function decodeAll(
  pictures: readonly Picture[],
  size: number,
  decode: Decoder['picture'],
): Promise<Uint8Array> {
  const all = new Uint8Array(size * pictures.length)
  let next = 0
  const failures: { index: number; error: unknown }[] = []
  const work = async (): Promise<void> => {
    for (let index = next++; index < pictures.length && failures.length === 0; index = next++) {
      await decode((pictures[index] as Picture).path).then(
        (bytes) => all.set(bytes, index * size),
        (error: unknown) => failures.push({ index, error }),
      )
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, work))
  // Whichever failed first, every earlier one was begun too.
  const [first] = failures.sort((a, b) => a.index - b.index)
  if (first) throw first.error
  return all
}

async function listed(folder: string, path: string, place: Place): Promise<Picture[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => missing(path, place, error),
  )
  const files = entries
    .filter((entry) => !entry.isDirectory() && endings.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file)
      return {
        path: file
          .slice(folder.length + 1)
          .split(sep)
          .join('/'),
        bytes: size,
        changed: mtimeMs,
      }
    }),
  )
}

function keyOf(pictures: readonly Picture[], settings: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings))
  for (const { path, bytes, changed } of pictures) hash.update(`${path}\0${bytes}\0${changed}\n`)
  return hash.digest('hex').slice(0, 32)
}

/** A cache that cannot be written is no reason to stop. */
async function keep(file: string, cache: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.${process.pid}`
  await mkdir(cache, { recursive: true })
    .then(() => writeFile(draft, bytes))
    .then(() => rename(draft, file))
    .catch(() => undefined)
}

function labelsOf(pictures: readonly Picture[]): Labels | undefined {
  const names = pictures.map(({ path }) =>
    path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined,
  )
  const known = names.filter((name) => name !== undefined)
  return known.length === names.length ? worded(known) : undefined
}
