// Makes the four files of this folder from the full data set (see README.md):
//   node make-subset.mjs FOLDER_WITH_THE_FULL_SET
// Class-balanced and seeded: the same files come out every time. The chosen images stand in the order
// of a seeded permutation, so that neither the classes nor the original order line up with the index.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'

const side = 28
const classes = 10
const here = dirname(fileURLToPath(import.meta.url))
const full = process.argv[2]
if (!full) throw new Error('give the folder of the full data set')

/** Mulberry32: numbers in 0..1. */
function generator(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function permutation(count, seed) {
  const random = generator(seed)
  const order = Array.from({ length: count }, (_, index) => index)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

function header(type, axes) {
  const bytes = Buffer.alloc(4 + 4 * axes.length)
  bytes.writeUInt32BE((type << 8) | axes.length, 0)
  for (const [axis, size] of axes.entries()) bytes.writeUInt32BE(size, 4 + 4 * axis)
  return bytes
}

function subset(from, to, perClass, seed) {
  const images = gunzipSync(readFileSync(join(full, `${from}-images-idx3-ubyte.gz`))).subarray(16)
  const labels = gunzipSync(readFileSync(join(full, `${from}-labels-idx1-ubyte.gz`))).subarray(8)
  const taken = new Array(classes).fill(0)
  const chosen = permutation(labels.length, seed).filter((index) => taken[labels[index]]++ < perClass)
  const pixels = chosen.map((index) => images.subarray(index * side * side, (index + 1) * side * side))
  const write = (name, bytes) => writeFileSync(join(here, `${to}-${name}.gz`), gzipSync(bytes, { level: 9 }))
  write('images', Buffer.concat([header(8, [chosen.length, side, side]), ...pixels]))
  write(
    'labels',
    Buffer.concat([header(8, [chosen.length]), Buffer.from(chosen.map((index) => labels[index]))]),
  )
}

subset('train', 'train', 1000, 1)
subset('t10k', 'test', 200, 2)
