/** Colours that stay apart for most eyes (Okabe and Ito, 2008, then darker ones of these). */
const colours = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#d55e00',
  '#56b4e9',
  '#f0e442',
  '#555555',
  '#8c510a',
  '#762a83',
]

const side = 640

/** A picture (SVG) of points in the plane, coloured by class, with a legend where there are classes. */
export function scatter(
  points: Float64Array,
  title: string,
  labels: Int32Array | undefined,
  classes: readonly string[],
): string {
  const count = points.length / 2
  const axis = (from: number): ((index: number) => number) => {
    const values = Array.from({ length: count }, (_, index) => points[2 * index + from] as number)
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return (index) => 20 + ((side - 40) * ((values[index] as number) - low)) / Math.max(high - low, 1e-12)
  }
  const [x, y] = [axis(0), axis(1)]
  const dots = Array.from({ length: count }, (_, index) => {
    const colour = colours[(labels?.[index] ?? 0) % colours.length]
    return `<circle cx="${x(index).toFixed(1)}" cy="${(40 + y(index)).toFixed(1)}" r="2.5" fill="${colour}"/>`
  })
  const shown = labels ? classes.slice(0, 20) : []
  const legend = shown.map(
    (name, index) =>
      `<circle cx="${side + 20}" cy="${70 + 20 * index}" r="5" fill="${colours[index % colours.length]}"/>` +
      `<text x="${side + 32}" y="${75 + 20 * index}">${escaped(name)}</text>`,
  )
  const width = side + (shown.length > 0 ? 140 : 0)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${side + 40}" font-family="sans-serif" font-size="14">`,
    `<rect width="100%" height="100%" fill="#ffffff"/><text x="20" y="28" font-size="16">${escaped(title)}</text>`,
    `<g fill-opacity="0.75">${dots.join('')}</g>`,
    ...legend,
    '</svg>',
  ].join('\n')
}

/** Text for HTML and SVG. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
