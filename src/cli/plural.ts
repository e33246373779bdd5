/** `1 step`, `20 steps`; the number may be shown in another way. */
export const counted = (count: number, what: string, shown = String(count)): string =>
  `${shown} ${what}${count === 1 ? '' : 's'}`
