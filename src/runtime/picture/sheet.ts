import type { Picture } from './picture.js'

/** Pixels between pictures. */
const gap = 2
/** Small pictures are enlarged to about this height. */
const comfortable = 64

/** A PNG of pictures in rows of `columns`, on a grey ground. All have the size of the first. */
export async function sheet(pictures: readonly Picture[], columns: number): Promise<Buffer> {
  const { height, width } = pictures[0] ?? { height: 1, width: 1 }
  const lines = Math.max(1, Math.ceil(pictures.length / columns))
  const wide = columns * (width + gap) + gap
  const high = lines * (height + gap) + gap
  const pixels = Buffer.alloc(3 * wide * high, 128)
  pictures.forEach((picture, index) => {
    const left = gap + (index % columns) * (width + gap)
    const top = gap + Math.floor(index / columns) * (height + gap)
    draw(pixels, wide, picture, left, top)
  })
  const scale = Math.max(1, Math.round(comfortable / height))
  const sharp = (await import('sharp')).default
  return sharp(pixels, { raw: { width: wide, height: high, channels: 3 } })
    .resize(wide * scale, high * scale, { kernel: 'nearest' })
    .png()
    .toBuffer()
}

function draw(pixels: Buffer, wide: number, picture: Picture, left: number, top: number): void {
  const { height, width, channels, values } = picture
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (let channel = 0; channel < 3; channel++) {
        const value = values[(row * width + column) * channels + Math.min(channel, channels - 1)] as number
        const level = Math.round(255 * Math.min(1, Math.max(0, value)))
        pixels[3 * ((top + row) * wide + left + column) + channel] = level
      }
    }
  }
}
