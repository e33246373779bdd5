/** Beside a mistake inside a definition: the place in the program that leads there. */
export const usedHere = 'used here'
