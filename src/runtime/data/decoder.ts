import { join } from 'node:path'
import { fail } from '../../messages/catalogue.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Field } from './dataset.js'
import type { Place } from './place.js'

/** Turns pictures of a folder into the bytes of a field. */
export interface Decoder {
  /** Of the library that decodes: other versions may give other bytes. */
  readonly version: string
  /** The bytes of one picture; fails with SSL6014 (not a picture) or SSL6015 (of another size). */
  readonly picture: (path: string) => Promise<Uint8Array>
}

/**
 * A decoder for a field of shape [height, width, channels]: pictures are scaled to cover the size and cropped
 * at the centre, or of kinds other than `image` must have it. `path` is the folder as the program names it.
 */
export async function decoderOf(folder: string, path: string, field: Field, place: Place): Promise<Decoder> {
  const sharp = (await import('sharp')).default
  const [height = 0, width = 0, channels = 0] = field.shape

  const decoded = async (picture: string): Promise<Uint8Array> => {
    const image = sharp(join(folder, picture)).rotate()
    if (field.kind !== 'image') checkSize(picture, await image.metadata())
    const scaled = image.resize(width, height, { fit: 'cover', position: 'centre' }).flatten()
    const colours = channels === 1 ? scaled.greyscale().toColourspace('b-w') : scaled.toColourspace('srgb')
    const { data, info } = await colours.raw().toBuffer({ resolveWithObject: true })
    return info.channels === channels ? data : withChannels(data, info.channels, channels)
  }

  const checkSize = (picture: string, found: { width: number; height: number }): void => {
    if (found.width === width && found.height === height) return
    const declared = `[${field.shape.join(', ')}]`
    const words = { declared, found: `${found.height} by ${found.width}` }
    fail('SSL6015', { data: place.data, path: join(path, picture), ...words }, place)
  }

  return {
    version: sharp.versions.sharp ?? sharp.versions.vips,
    picture: (picture) =>
      decoded(picture).catch((error: unknown) => {
        if (error instanceof SslError) throw error
        const reason = String((error as Error).message)
        return fail('SSL6014', { data: place.data, path: join(path, picture), reason }, place)
      }),
  }
}

/** Keeps the first channels of each pixel, or repeats a single one. */
function withChannels(data: Uint8Array, held: number, wanted: number): Uint8Array {
  const pixels = data.length / held
  const all = new Uint8Array(pixels * wanted)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < wanted; channel++) {
      all[pixel * wanted + channel] = data[pixel * held + Math.min(channel, held - 1)] as number
    }
  }
  return all
}
