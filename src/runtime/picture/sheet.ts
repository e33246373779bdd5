import type { Picture } from './picture.js'

/** Pixels between pictures. */
const gap = 2
/** Small pictures are enlarged to about this height. */
const comfortable = 64

/** A PNG of pictures in rows of `columns`, on a grey ground; a column is as wide as its widest picture. */
export async function sheet(pictures: readonly Picture[], columns: number): Promise<Buffer> {
  const height = Math.max(1, ...pictures.map((picture) => picture.height))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(1, ...pictures.filter((_, index) => index % columns === column).map(({ width }) => width)),
  )
  const lines = Math.max(1, Math.ceil(pictures.length / columns))
  const leftOf = (column: number): number =>
    widths.slice(0, column).reduce((left, width) => left + width + gap, gap)
  const wide = leftOf(columns)
  const high = lines * (height + gap) + gap
  const pixels = Buffer.alloc(3 * wide * high, 128)
  for (const [index, picture] of pictures.entries()) {
    const top = gap + Math.floor(index / columns) * (height + gap)
    draw(pixels, wide, picture, leftOf(index % columns), top)
  }
  const scale = Math.max(1, Math.ceil(comfortable / height))
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
