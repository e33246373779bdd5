import { labels, pictures } from './idx.js'

/** A program that trains in a second, on the data of `smallFiles`. */
export const smallProgram = `/// Which half of the picture is bright?

import std.{augment, encoders, heads, losses}

data halves: image[8, 8, 1] = idx("images.gz", labels: "labels.gz")

augment view(x: image[8, 8, 1]) = x |> random_crop(padding: 1)

encoder small(x: f32[8, 8, 1]) -> f32[16] = reshape(x, [64]) |> sigmoid_layer(16)

model f = small
model g = mlp(hidden: 16, out: 8)

pretext sides {
  batch x from halves, size: 16
  minimize nt_xent(temperature: 0.5)(g(f(view(x))), g(f(view(x))))
}

train sides {
  epochs: 2
  optimizer: adam(lr: 1e-3)
}

evaluate sides.f {
  knn(k: 5)
  linear_probe(epochs: 20)
}
`

/** The program, and `count` labelled pictures. */
export const smallFiles = (count = 80): Record<string, string | Uint8Array> => ({
  'halves.ssl': smallProgram,
  'images.gz': pictures(count),
  'labels.gz': labels(count),
})
