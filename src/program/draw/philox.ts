/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011): four 32-bit words from a counter of four words
 * and a key of two. The same counter and key give the same words on every machine.
 *
 * Writes to `words`, so that a caller in a loop allocates nothing.
 */
export function philox(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  words: Uint32Array,
): void {
  let c0 = counter0 | 0
  let c1 = counter1 | 0
  let c2 = counter2 | 0
  let c3 = counter3 | 0
  let k0 = key0 | 0
  let k1 = key1 | 0
  for (let round = 0; round < 10; round++) {
    const high0 = highProduct(c0, 0xd251, 0x1f53)
    const high1 = highProduct(c2, 0xcd9e, 0x8d57)
    const low0 = Math.imul(c0, 0xd2511f53)
    const low1 = Math.imul(c2, 0xcd9e8d57)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + 0x9e3779b9) | 0
    k1 = (k1 + 0xbb67ae85) | 0
  }
  words[0] = c0
  words[1] = c1
  words[2] = c2
  words[3] = c3
}

/** The upper 32 bits of an unsigned product, from products of 16-bit halves in 32-bit arithmetic. */
function highProduct(a: number, high: number, low: number): number {
  const aHigh = a >>> 16
  const aLow = a & 0xffff
  const middle = Math.imul(aHigh, low) + (Math.imul(aLow, low) >>> 16)
  const cross = Math.imul(aLow, high) + (middle & 0xffff)
  return (Math.imul(aHigh, high) + (middle >>> 16) + (cross >>> 16)) | 0
}

/** 32 bits of a text (FNV-1a, then the finaliser of MurmurHash3), the part of a key that names a site. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
