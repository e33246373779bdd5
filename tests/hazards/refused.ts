import { encoderAndHead, pretext, program, type Row } from './row.js'

const moco = (steps: string): string =>
  pretext(
    `  model key = ema(query, decay: 0.99)
  state keys: unit[64, 8] ~ unit_sphere()
${steps}`,
    `model f = resnet(widths: [4], blocks: 1, norm: map_norm)
model query = f |> mlp(hidden: 16, out: 8) |> l2_normalize`,
  )

/** Errors of the table of the language reference. */
export const refused: readonly Row[] = [
  {
    check: 'axes do not fit',
    code: 'SSL3002',
    failing: program(`model f = sigmoid_layer(256)
model g = tied_decoder(f.W)

pretext p {
  batch x from letters, size: 16
  let e = ⟦g(f(x)) - f(x)⟧
  minimize mean(e^2)
}

train p {
  epochs: 1
}`),
    mended: program(`model f = sigmoid_layer(256)
model g = tied_decoder(f.W)

pretext p {
  batch x from letters, size: 16
  let e = g(f(x)) - x
  minimize mean(e^2)
}

train p {
  epochs: 1
}`),
  },
  {
    check: 'right size, wrong axis',
    code: 'SSL2404',
    failing: program(`loss bad(s: f32[B, T]) = mean[t](logsumexp[b](s[⟦t⟧, b]))`),
    mended: program(`loss good(s: f32[B, T]) = mean[t](logsumexp[b](s[b, t]))`),
  },
  {
    check: 'per-example loss on unflattened axes',
    code: 'SSL2209',
    failing: pretext(`  minimize emphasized_l2(⟦x⟧, x, x > 2)`),
    mended: program(`model f = sigmoid_layer(256)
model g = tied_decoder(f.W)

pretext p {
  batch x from letters, size: 64
  minimize emphasized_l2(x, g(f(x)), x > 0.2)
}

train p {
  epochs: 1
}`),
  },
  {
    check: 'collapse',
    code: 'SSL4001',
    failing: pretext(
      `  minimize ⟦negative_cosine(f(view(x)), f(view(x)))⟧`,
      'model f = resnet(widths: [4], blocks: 1)',
    ),
    mended: pretext(
      `  minimize negative_cosine(h(f(view(x))), stop_gradient(f(view(x))))`,
      `model f = resnet(widths: [4], blocks: 1)
model h = mlp(hidden: 16, out: 4)`,
    ),
  },
  {
    check: 'nothing learns',
    code: 'SSL4002',
    failing: pretext(`  let y = stop_gradient(f(view(x)))
  let z = stop_gradient(f(view(x)))
  minimize ⟦nt_xent(y, z)⟧`),
    mended: pretext(`  let y = f(view(x))
  let z = f(view(x))
  minimize nt_xent(y, z)`),
  },
  {
    check: 'gradient into an ema model',
    code: 'SSL4003',
    failing: pretext(
      `  model key = ema(f, decay: 0.99)
  minimize negative_cosine(h(f(view(x))), ⟦key(view(x))⟧)`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
    mended: pretext(
      `  model key = ema(f, decay: 0.99)
  minimize negative_cosine(h(f(view(x))), stop_gradient(key(view(x))))`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
  },
  {
    check: 'gradient into state',
    code: 'SSL4004',
    failing: pretext(`  state center: f32[8] = 0
  let z = g(f(view(x)))
  minimize nt_xent(⟦z - center⟧, g(f(view(x))))
  update center = mean[b](z[b])`),
    mended: pretext(`  state center: f32[8] = 0
  let z = g(f(view(x)))
  minimize nt_xent(z - stop_gradient(center), g(f(view(x))))
  update center = mean[b](stop_gradient(z[b]))`),
  },
  {
    check: 'two objectives own one model',
    code: 'SSL2604',
    failing: pretext(`  let y = g(f(view(x)))
  let z = g(f(view(x)))
  minimize nt_xent(y, z) over f, g
  minimize barlow_twins(y, z) over ⟦g⟧`),
    mended: pretext(`  let y = g(f(view(x)))
  let z = g(f(view(x)))
  minimize nt_xent(y, z) over f
  minimize barlow_twins(y, z) over g`),
  },
  {
    check: 'value outside its bound',
    code: 'SSL3104',
    failing: pretext(`  minimize nt_xent(temperature: ⟦0⟧)(g(f(view(x))), g(f(view(x))))`),
    mended: pretext(`  minimize nt_xent(temperature: 0.1)(g(f(view(x))), g(f(view(x))))`),
  },
  {
    check: 'value outside its bound, in an augmentation',
    code: 'SSL3104',
    failing: pretext(`  let y = x |> flip_horizontal(p: ⟦50⟧)
  minimize nt_xent(g(f(y)), g(f(view(x))))`),
    mended: pretext(`  let y = x |> flip_horizontal(p: 50%)
  minimize nt_xent(g(f(y)), g(f(view(x))))`),
  },
  {
    check: 'crop larger than the image',
    code: 'SSL3116',
    failing: pretext(`  let y = ⟦center(64)(x)⟧
  minimize nt_xent(g(f(view(x))), g(f(y)))`),
    mended: pretext(`  let y = center(28)(x)
  minimize nt_xent(g(f(view(x))), g(f(y)))`),
  },
  {
    check: 'queue not a multiple of the batch',
    code: 'SSL3116',
    failing: pretext(
      `  model key = ema(query, decay: 0.99)
  state keys: unit[100, 8] ~ unit_sphere()
  let k = stop_gradient(key(view(x)))
  minimize info_nce(query(view(x)), k, keys)
  update keys = ⟦enqueue(keys, k)⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model query = f |> mlp(hidden: 16, out: 8) |> l2_normalize`,
    ),
    mended: moco(`  let k = stop_gradient(key(view(x)))
  minimize info_nce(query(view(x)), k, keys)
  update keys = enqueue(keys, k)`),
  },
  {
    check: 'batch statistics of one example',
    code: 'SSL3121',
    failing: pretext(
      `  let h = ⟦f(x)⟧
  minimize nt_xent(h, f(view(x)))`,
      'model f = tiny_conv(out: 16, widths: [4])',
      1,
    ),
    mended: pretext(
      `  let h = f(x)
  minimize nt_xent(h, f(view(x)))`,
      'model f = tiny_conv(out: 16, widths: [4])',
      2,
    ),
  },
  {
    check: 'identical views',
    code: 'SSL4005',
    failing: pretext(`  minimize ⟦nt_xent(g(f(x)), g(f(x)))⟧`),
    mended: pretext(`  minimize nt_xent(g(f(view(x))), g(f(view(x))))`),
  },
  {
    check: 'a model that draws views',
    code: 'SSL2104',
    failing: pretext(
      `  minimize nt_xent(f(view(x)), f(view(x)))`,
      `model f = ⟦flip_horizontal⟧ |> resnet(widths: [4], blocks: 1)`,
    ),
    mended: pretext(`  minimize nt_xent(f(view(x)), f(view(x)))`, `model f = resnet(widths: [4], blocks: 1)`),
  },
  {
    check: 'labels in a pretext',
    code: 'SSL2105',
    failing: pretext(
      `  minimize cross_entropy(h(f(x)), ⟦images.labels⟧)`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = linear(10)`,
    ),
    mended: pretext(
      `  let turn[b < B] ~ integer(0..9)
  let turned[b] = where(turn[b] > 1, quarter_turn(x[b]), x[b])
  minimize cross_entropy(h(f(turned)), turn)`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = linear(10)`,
    ),
  },
  {
    check: 'value range or colour space',
    code: 'SSL3102',
    failing: program(`model f = resnet(widths: [4], blocks: 1)

pretext p {
  batch x from photos, size: 16
  let y = normalize([0.5, 0.5, 0.5], [0.2, 0.2, 0.2])(x)
  let z = ⟦to_lab(y)⟧
  minimize nt_xent(f(flip_horizontal(x)), f(z))
}

train p {
  epochs: 1
}`),
    mended: program(`model f = resnet(widths: [4], blocks: 1)

pretext p {
  batch x from photos, size: 16
  let z = to_lab(flip_horizontal(x))
  minimize nt_xent(f(flip_horizontal(x)), f(z))
}

train p {
  epochs: 1
}`),
  },
  {
    check: 'misspelt setting',
    code: 'SSL5101',
    failing: program(`${encoderAndHead}

pretext p {
  batch x from images, size: 16
  minimize nt_xent(g(f(view(x))), g(f(view(x))))
}

train p {
  ⟦epoch⟧: 20
}`),
    mended: program(`${encoderAndHead}

pretext p {
  batch x from images, size: 16
  minimize nt_xent(g(f(view(x))), g(f(view(x))))
}

train p {
  epochs: 20
}`),
  },
  {
    check: 'embeddings not normalised',
    code: 'SSL3102',
    failing: pretext(
      `  model key = ema(online, decay: 0.99)
  state keys: unit[64, 8] ~ unit_sphere()
  let q = online(view(x))
  let k = stop_gradient(l2_normalize(key(view(x))))
  minimize ⟦info_nce()(q, k, keys)⟧
  update keys = enqueue(keys, k)`,
      `${encoderAndHead}
model online = f |> g`,
    ),
    mended: pretext(
      `  model key = ema(online, decay: 0.99)
  state keys: unit[64, 8] ~ unit_sphere()
  let q = l2_normalize(online(view(x)))
  let k = stop_gradient(l2_normalize(key(view(x))))
  minimize info_nce()(q, k, keys)
  update keys = enqueue(keys, k)`,
      `${encoderAndHead}
model online = f |> g`,
    ),
  },
  {
    check: 'softmax twice',
    code: 'SSL3102',
    failing: pretext(
      `  let label[b < B] ~ integer(0..9)
  let turned[b] = where(label[b] > 1, quarter_turn(x[b]), x[b])
  minimize ⟦cross_entropy(softmax(h(f(turned))), label)⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = linear(10)`,
    ),
    mended: pretext(
      `  let label[b < B] ~ integer(0..9)
  let turned[b] = where(label[b] > 1, quarter_turn(x[b]), x[b])
  minimize cross_entropy(h(f(turned)), label)`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = linear(10)`,
    ),
  },
  {
    check: 'rows of different examples matched',
    code: 'SSL4006',
    failing: moco(`  let order ~ permutation(B)
  let q = query(view(x))
  let k = stop_gradient(key(view(x)[order]))
  minimize ⟦info_nce()(q, k, keys)⟧
  update keys = enqueue(keys, k)`),
    mended: moco(`  let order ~ permutation(B)
  let q = query(view(x))
  let k = stop_gradient(key(view(x))[order])
  minimize info_nce()(q, k[argsort(order)], keys)
  update keys = enqueue(keys, k)`),
  },
]
