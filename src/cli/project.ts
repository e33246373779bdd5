/**
 * The files of a new project by path: a program, the pictures it trains on and what npm needs. `sslang` is
 * what package.json says where to get the package.
 */
export function projectFiles(name: string, sslang: string): Record<string, string> {
  return {
    [`${name}.ssl`]: program(name),
    'shapes.ts': shapes,
    'package.json': manifest(name, sslang),
    '.npmrc': npmrc,
    '.gitignore': 'node_modules/\n.sslang/\nruns/\n*.ssl.ts\n*.ssl.ts.map\n',
    'tsconfig.json': tsconfig,
    'README.md': readme(name),
  }
}

const program = (name: string) => `/// ${name}: SimCLR on pictures of four shapes.
import std.{augment, encoders, heads, losses}
import "shapes.ts".{draw_shapes}

data shapes: image[24, 24, 1] = draw_shapes(count: 2000, seed: 1)
data others: image[24, 24, 1] = draw_shapes(count: 500, seed: 2)

augment view(x: image[24, 24, 1]) =
  x |> random_resized_crop(24, scale: 0.4..1.0) |> flip_horizontal

model f = resnet(widths: [16, 32], blocks: 1)
model g = mlp(hidden: 64, out: 32)

pretext shape {
  batch x from shapes, size: 100
  minimize nt_xent(temperature: 0.5)(g(f(view(x))), g(f(view(x))))
}

train shape {
  epochs: 5
  optimizer: adam(lr: 1e-3)
}

evaluate shape.f {
  test: others
  linear_probe()
  knn(k: 20)
}
`

const shapes = `/** One picture of 24 × 24 grey values in 0..1, and which shape it shows. */
const size = 24

/** A small repeatable source of numbers in 0..1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Is the point (x, y), in units of the shape's radius, inside the shape? */
const inside: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => x * x + y * y < 1,
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85,
  (x, y) => y < 0.7 && y > 1.9 * Math.abs(x) - 0.9,
  (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.3 && Math.max(Math.abs(x), Math.abs(y)) < 1,
]

function draw(seed: number, index: number): number[][][] {
  const next = numbers(seed * 1_000_003 + index)
  const radius = 5 + 4 * next()
  const [cx, cy] = [radius + 1 + (size - 2 * radius - 2) * next(), radius + 1 + (size - 2 * radius - 2) * next()]
  const bright = 0.6 + 0.4 * next()
  const shape = inside[index % inside.length]
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => {
      const value = shape?.((x - cx) / radius, (y - cy) / radius) ? bright : 0.1
      return [Math.min(1, Math.max(0, value + 0.1 * (next() - 0.5)))]
    }),
  )
}

/** Pictures of circles, squares, triangles and crosses, drawn when they are read. */
export function draw_shapes({ count, seed }: { count: number; seed: number }) {
  return {
    count,
    read: (index: number) => draw(seed, index),
    label: (index: number) => index % inside.length,
  }
}
`

// npm 10 and older run the install script of onnxruntime-node, which downloads CUDA libraries on Linux and
// fails where that host cannot be reached; .npmrc tells it not to. npm 11.19 and later read `allowScripts`.
const npmrc = `; onnxruntime-node runs on the CPU as installed; its install script would download CUDA libraries.
; npm 10 and older read this line. npm 11 warns that it does not know it; from then on package.json's
; "allowScripts" does the same, and this file may go.
onnxruntime-node-install=skip
`

const manifest = (name: string, sslang: string) => `${JSON.stringify(
  {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: { train: `sslang train ${name}.ssl`, check: `sslang check ${name}.ssl` },
    dependencies: { sslang },
    allowScripts: { 'onnxruntime-node': false, esbuild: true },
  },
  null,
  2,
)}
`

const tsconfig = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true
  }
}
`

const readme = (name: string) => `# ${name}

SimCLR on pictures of four shapes, without a label in training.

    npm install
    npx sslang train ${name}.ssl

The program is \`${name}.ssl\`; its pictures come from \`shapes.ts\`. To train on your own, replace the two
\`data\` lines, for example by

    data shapes: image[64, 64, 3] = folder("pictures")

and \`view\`'s sizes to match. \`npx sslang check ${name}.ssl\` says what does not fit.

## About npm

\`onnxruntime-node\` runs on the CPU as installed. Its install script would download CUDA libraries on Linux and
stops the installation where that fails. \`"allowScripts"\` in \`package.json\` keeps npm 11.19 and later from
running it (npm 12 runs none without permission); for older npm, \`.npmrc\` says the same. npm 11 and 12 warn that
they do not know that line: delete \`.npmrc\` when nobody uses an older npm.
`
