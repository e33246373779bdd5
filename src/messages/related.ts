/** Beside a mistake inside a definition: the place in the program that leads there. */
export const usedHere = 'used here'

/** Where in the library a mistake of the program came to light. */
export const foundHere = 'it came to light here'
