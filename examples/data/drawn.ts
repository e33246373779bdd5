/** Pictures that are drawn when they are first read, and kept. */
export function drawn(count: number, draw: (index: number) => Float64Array) {
  const kept: Float32Array[] = []
  return {
    count,
    read: (index: number): Float32Array => {
      const picture = kept[index] ?? Float32Array.from(draw(index))
      kept[index] = picture
      return picture
    },
  }
}
