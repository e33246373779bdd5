/** The number of entries of a tensor of this shape. */
export const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
