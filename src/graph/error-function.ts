/**
 * erf(x) in float64, accurate to about 1e-15: the series of Kummer's form below 3, the continued
 * fraction of erfc above (Abramowitz and Stegun 7.1.6 and 7.1.14).
 */
export function errorFunction(x: number): number {
  const size = Math.abs(x)
  if (Number.isNaN(x)) return x
  if (size > 6) return Math.sign(x)
  return Math.sign(x) * (size < 3 ? series(size) : 1 - complement(size))
}

function series(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

function complement(x: number): number {
  let fraction = x
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction
}
