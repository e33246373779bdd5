import { drawn } from './drawn.js'
import { classOf, coverage, letters } from './letters.js'
import { numbersOf } from './numbers.js'

/**
 * Colour-Letters: letters of 28 × 28 pixels whose hue tells their class, on a pale ground, in sRGB. Lightness
 * rises with how much the letter covers, from 20 to 80; colours that sRGB lacks are clipped.
 */
export function render_color_letters({ count, seed }: { count: number; seed: number }) {
  const draw = (index: number) => {
    const numbers = numbersOf(seed, index)
    const letter = classOf(index)
    const covered = coverage(letter, numbers)
    const radius = numbers.uniform(35, 55)
    const hue = (2 * Math.PI * letter) / letters.length + numbers.normal(0.15)
    const ink = [radius * Math.cos(hue), radius * Math.sin(hue)] as const
    const ground = [numbers.uniform(-8, 8), numbers.uniform(-8, 8)] as const
    const picture = new Float64Array(3 * covered.length)
    covered.forEach((clean, pixel) => {
      const g = Math.min(1, Math.max(0, clean + numbers.normal(0.05)))
      const a = g * ink[0] + (1 - g) * ground[0]
      const b = g * ink[1] + (1 - g) * ground[1]
      picture.set(toSrgb(20 + 60 * g, a, b), 3 * pixel)
    })
    return picture
  }
  return { ...drawn(count, draw), label: (index: number) => letters[classOf(index)] as string }
}

/** The reference white of CIE Lab (D65). */
const white = [0.950456, 1, 1.088754] as const

/** Linear sRGB of XYZ, one row per channel. */
const fromXyz = [
  [3.240479, -1.53715, -0.498535],
  [-0.969256, 1.875991, 0.041556],
  [0.055648, -0.204043, 1.057311],
] as const

function toSrgb(lightness: number, a: number, b: number): number[] {
  const y = (lightness + 16) / 116
  const xyz = [y + a / 500, y, y - b / 200].map((t, axis) => {
    const linear = t > 6 / 29 ? t ** 3 : (t - 16 / 116) / 7.787
    return linear * (white[axis] as number)
  })
  return fromXyz.map((row) => {
    const linear = row.reduce((sum, weight, axis) => sum + weight * (xyz[axis] as number), 0)
    const v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
    return Math.min(1, Math.max(0, v))
  })
}
