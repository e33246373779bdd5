import sharp from 'sharp'
import { expect, test } from 'vitest'
import { mosaic, type Picture } from './picture.js'
import { sheet } from './sheet.js'

const plain = (height: number, width: number, value: number): Picture => ({
  height,
  width,
  channels: 1,
  values: new Array<number>(height * width).fill(value),
})

test('a mosaic keeps each picture in its place, a line between them', () => {
  const { height, width, values } = mosaic([plain(1, 2, 0), plain(1, 2, 1), plain(1, 2, 0.25)], 2)
  expect([height, width]).toEqual([3, 5])
  expect([...Array.from(values)]).toEqual([
    0, 0, 0.5, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5,
  ])
})

test('a column of a sheet is as wide as its widest picture', async () => {
  const png = await sheet([plain(64, 64, 1), plain(12, 12, 0), plain(64, 64, 1), plain(10, 10, 0)], 2)
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([2 + 66 + 14, 2 + 2 * 66])
  const at = (row: number, column: number) => data[row * info.width + column]
  expect([at(2, 2), at(2, 68), at(2 + 66 + 9, 68 + 9), at(2 + 66 + 10, 68 + 10)]).toEqual([255, 0, 0, 128])
})
