import { gzipSync } from 'node:zlib'

/** An IDX file of bytes, gzipped: big-endian sizes, then the values. */
export function idx(shape: readonly number[], value: (index: number) => number): Buffer {
  const count = shape.reduce((product, size) => product * size, 1)
  const head = Buffer.alloc(4 + 4 * shape.length)
  head.writeUInt32BE(0x800 + shape.length)
  for (const [axis, size] of shape.entries()) head.writeUInt32BE(size, 4 + 4 * axis)
  return gzipSync(
    Buffer.concat([head, Buffer.from(Array.from({ length: count }, (_, index) => value(index)))]),
  )
}

/** Pictures of 8 × 8 in two classes: a bright left or right half. */
export const pictures = (count: number): Buffer =>
  idx([count, 8, 8], (index) => {
    const example = Math.floor(index / 64)
    const left = index % 8 < 4
    return (example % 2 === 0) === left
      ? 180 + ((index * 37 + example * 11) % 60)
      : (index * 53 + example * 29) % 60
  })

export const labels = (count: number): Buffer => idx([count], (index) => index % 2)
