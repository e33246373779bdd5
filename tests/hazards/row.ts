import { checkModule, type Diagnostic, elaborate, librarySource } from '../../src/compiler/index.js'

/** A mistake in the smallest sound program around it; `⟦…⟧` marks the place that the message names. */
export interface Row {
  /** What is wrong, in the words of the language reference. */
  readonly check: string
  readonly code: string
  readonly failing: string
  /** The same program put in order: nothing is said of it. */
  readonly mended: string
}

const head = `import std.{augment, color, corrupt, encoders, heads, layers, losses}

data images: image[28, 28, 1] = folder("d")
data photos: image[32, 32, 3] = folder("p")
data letters: f32[784] = idx("l.gz")

augment view(x: image[28, 28, 1]) = x |> flip_horizontal |> random_crop

`

/** A program of these declarations, behind imports, data and an augmentation. */
export const program = (declarations: string): string => `${head}${declarations}\n`

/** A program with one pretext of these steps, behind `models`; \`f\` encodes and \`g\` embeds. */
export const pretext = (steps: string, models = encoderAndHead, size = 16): string =>
  program(`${models}

pretext p {
  batch x from images, size: ${size}
${steps}
}

train p {
  epochs: 10
}`)

export const encoderAndHead = `model f = tiny_conv(out: 16, widths: [4])
model g = mlp(hidden: 16, out: 8)`

/** All that is said of a program, the graph of which is built only where its text is in order. */
export function diagnosticsOf(text: string): readonly Diagnostic[] {
  const read = (path: string): string | undefined => (path === 'main.ssl' ? text : librarySource(path))
  const checked = checkModule('main.ssl', { read })
  if (checked.diagnostics.some(({ severity }) => severity === 'error')) return checked.diagnostics
  return [...checked.diagnostics, ...elaborate(checked.modules, 'main.ssl').diagnostics]
}

/** The text without its marks, and what stood between them. */
export function unmarked(marked: string): { text: string; place: string; start: number } {
  const start = marked.indexOf('⟦')
  const end = marked.indexOf('⟧')
  const place = marked.slice(start + 1, end)
  return { text: marked.slice(0, start) + place + marked.slice(end + 1), place, start }
}

/** `SSL4001 key(b)`: the code and the text at its place; a message inside the library is placed where it is used. */
export function told(text: string): string[] {
  return diagnosticsOf(text).map(({ code, span, related }) => {
    const place = span?.file === 'main.ssl' ? span : related.find((one) => one.span.file === 'main.ssl')?.span
    return place ? `${code} ${text.slice(place.start, place.end)}` : `${code} (${span?.file ?? 'nowhere'})`
  })
}
