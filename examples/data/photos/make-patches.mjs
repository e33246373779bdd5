// Cuts the patches of this folder from the photographs (see README.md):
//   node make-patches.mjs FOLDER_WITH_THE_PHOTOGRAPHS
// Each photograph is scaled to cover 896 × 512 pixels, cut at its middle and divided into patches of 64 × 64:
// the two columns on the right are for testing, the others for training.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const size = 64
const columns = 14
const rows = 8
const photographs = {
  brushes: 'Picture_1A_by_freespace.jpg',
  clock: 'greentock_by_Peter_Nerlich.jpg',
  dandelions: 'seeding_by_Clements_Engelhardt.jpg',
  dogs: 'friends_by_Aitzol_Berasategi.jpg',
  dragonfly: 'Dragonfly_by_Bolly.jpg',
  drum: 'Wine_by_Jakkub_Mede.jpg',
  fig: 'Picture_0B_by_freespace.jpg',
  meadow: 'aitzgorri_by_Aitzol_Berasategi.jpg',
  mountains: 'picosdeeuropa_by_Aitzol_Berasategi.jpg',
  nuthatch: 'Kleiber_by_Lukas_Baubkus.jpg',
  stream: 'life_by_Aitzol_Berasategi.jpg',
  sunset: 'sunset_by_Aitzol_Berasategi.jpg',
}

const here = dirname(fileURLToPath(import.meta.url))
const from = process.argv[2]
if (!from) throw new Error('give the folder of the photographs')

for (const [name, file] of Object.entries(photographs)) {
  const scaled = await sharp(join(from, file))
    .rotate()
    .resize(size * columns, size * rows)
    .toColourspace('srgb')
    .png()
    .toBuffer()
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const folder = join(here, column < columns - 2 ? 'train' : 'test', name)
      mkdirSync(folder, { recursive: true })
      const patch = `${String(row)}-${String(column).padStart(2, '0')}.jpg`
      await sharp(scaled)
        .extract({ left: size * column, top: size * row, width: size, height: size })
        .jpeg({ quality: 85, chromaSubsampling: '4:4:4', mozjpeg: true })
        .toFile(join(folder, patch))
    }
  }
}
