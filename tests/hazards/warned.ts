import { encoderAndHead, pretext, program, type Row } from './row.js'

const contrast = 'minimize nt_xent(g(f(view(x))), g(f(view(x))))'

const trained = (settings: string, steps = contrast): string =>
  program(`${encoderAndHead}

pretext p {
  batch x from images, size: 16
  ${steps}
}

train p {
  ${settings}
}`)

const copy = (decay: string, epochs = 10): string =>
  program(`model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)

pretext p {
  batch x from images, size: 16
  model key = ema(f, decay: ${decay})
  minimize byol(h(f(view(x))), key(view(x)))
}

train p {
  epochs: ${epochs}
}`)

const patches = (norm: string): string =>
  program(`model f = resnet(widths: [4], blocks: 1, norm: ${norm})
model predict = step_predictions(1, 4)

pretext p {
  batch x from images, size: 16
  let patches = patch_grid(7, 7)(x)
  let z[b, r, s] = ⟦f(patches[b, r, s])⟧
  minimize cpc_grid(predict(z), z)
}

train p {
  epochs: 1
}`)

const shuffled = (norm: string): string =>
  program(`model f = resnet(widths: [4], blocks: 1, norm: ${norm})

pretext p {
  batch x from images, size: 16
  model key = ema(f, decay: 0.99)
  state keys: unit[64, 4] ~ unit_sphere()
  let order ~ permutation(B)
  let q = l2_normalize(f(view(x)))
  let shuffled = ⟦key(view(x)[order])⟧
  let k = l2_normalize(stop_gradient(shuffled[argsort(order)]))
  minimize info_nce(q, k, keys)
  update keys = enqueue(keys, k)
}

train p {
  epochs: 1
}`)

const evaluated = (model: string): string =>
  program(`head flat(x: f32[H, W, C]) = flatten(x) |> linear(128)

model f = tiny_conv
model g = flat

pretext p {
  batch x from images, size: 16
  minimize nt_xent(f(view(x)), g(view(x)))
}

train p {
  epochs: 1
}

evaluate p.${model} {
  knn()
}`)

const plain = (marked: string): string => marked.replace('⟦', '').replace('⟧', '')

/** Warnings of the language reference. */
export const warned: readonly Row[] = [
  {
    check: 'parameters that no objective reaches',
    code: 'SSL4101',
    failing: pretext(
      `  let a = view(x)
  metric size = mean(⟦h(f(x))⟧^2)
  minimize swav(g(f(a)), g(f(view(x))))`,
      `${encoderAndHead}
model h = mlp(hidden: 64, out: 64)`,
    ),
    mended: pretext(`  let a = view(x)
  metric size = mean(f(x)^2)
  minimize swav(g(f(a)), g(f(view(x))))`),
  },
  {
    check: 'a model that no objective is over',
    code: 'SSL4101',
    failing: pretext(`  minimize nt_xent(⟦g(f(view(x)))⟧, g(f(view(x)))) over f`),
    mended: pretext(`  minimize nt_xent(g(f(view(x))), g(f(view(x)))) over f, g`),
  },
  {
    check: 'two sets of weights by mistake',
    code: 'SSL2503',
    failing: pretext(
      `  let a = f(view(x))
  let b = f(view(x))
  minimize nt_xent(mlp(hidden: 16, out: 8)(a), ⟦mlp(hidden: 16, out: 8)(b)⟧)`,
      'model f = tiny_conv(out: 16, widths: [4])',
    ),
    mended: pretext(`  let a = f(view(x))
  let b = f(view(x))
  minimize nt_xent(g(a), g(b))`),
  },
  {
    check: 'batch statistics over what the objective tells apart',
    code: 'SSL4102',
    failing: patches('batch_norm'),
    mended: plain(patches('map_norm')),
  },
  {
    check: 'a schedule longer than the run',
    code: 'SSL4108',
    failing: trained('epochs: 10\n  optimizer: sgd(lr: ⟦cosine(1, warmup: 20 epochs)⟧)'),
    mended: trained('epochs: 30\n  optimizer: sgd(lr: cosine(1, warmup: 20 epochs))'),
  },
  {
    check: 'a ramp longer than the run',
    code: 'SSL4108',
    failing: trained('steps: 100\n  optimizer: sgd(lr: ⟦ramp(1, 0.1, over: 200 steps)⟧)'),
    mended: trained('steps: 200\n  optimizer: sgd(lr: ramp(1, 0.1, over: 200 steps))'),
  },
  {
    check: 'one view twice',
    code: 'SSL4103',
    failing: pretext(
      `  model target = ema(f, decay: 0.99)
  let a = view(x)
  minimize ⟦byol(h(f(a)), target(a))⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
    mended: pretext(
      `  model target = ema(f, decay: 0.99)
  let a = view(x)
  let b = view(x)
  minimize byol(h(f(a)), target(b))`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
  },
  {
    check: 'no view at all',
    code: 'SSL4103',
    failing: pretext(
      `  model target = ema(f, decay: 0.99)
  minimize ⟦byol(h(f(x)), target(x))⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
    mended: pretext(
      `  model target = ema(f, decay: 0.99)
  minimize byol(h(f(x)), target(view(x)))`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
  },
  {
    check: 'one view twice, among the four arguments of SimSiam',
    code: 'SSL4103',
    failing: pretext(
      `  let a = f(view(x))
  let b = f(view(x))
  minimize ⟦simsiam(h(a), h(b), b, a)⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
    mended: pretext(
      `  let a = f(view(x))
  let b = f(view(x))
  minimize simsiam(h(a), h(b), a, b)`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
  },
  {
    check: 'a let that nothing reads',
    code: 'SSL2501',
    failing: pretext(`  let y = g(f(view(x)))
  let ⟦z⟧ = l2_normalize(y)
  minimize nt_xent(y, g(f(view(x))))`),
    mended: pretext(`  let y = g(f(view(x)))
  let z = l2_normalize(y)
  minimize nt_xent(z, g(f(view(x))))`),
  },
  {
    check: 'a batch name that nothing reads',
    code: 'SSL2501',
    failing: trained('epochs: 1', `minimize nt_xent(g(f(view(x))), g(f(view(x))))`).replace(
      'batch x from',
      'batch x at ⟦i⟧ from',
    ),
    mended: trained('epochs: 1'),
  },
  {
    check: 'a state that nothing reads',
    code: 'SSL2501',
    failing: pretext(`  state ⟦center⟧: f32[8] = 0
  let z = g(f(view(x)))
  minimize nt_xent(z, g(f(view(x))))
  update center = mean[b](z[b])`),
    mended: pretext(`  state center: f32[8] = 0
  let z = g(f(view(x)))
  minimize nt_xent(z - stop_gradient(center), g(f(view(x))))
  update center = mean[b](z[b])`),
  },
  { check: 'a head evaluated', code: 'SSL5107', failing: evaluated('⟦g⟧'), mended: evaluated('f') },
  {
    check: 'an ema decay that is 1',
    code: 'SSL4107',
    failing: copy('1').replace('ema(f, decay: 1)', '⟦ema(f, decay: 1)⟧'),
    mended: copy('0.99'),
  },
  {
    check: 'an ema decay that reaches 1 before the end',
    code: 'SSL4107',
    failing: copy('⟦ramp(0.9, 1, over: 5 epochs)⟧'),
    mended: copy('cosine(0.9, to: 1)'),
  },
  {
    check: 'a step_decay past the end',
    code: 'SSL4109',
    failing: trained('epochs: 10\n  optimizer: sgd(lr: ⟦step_decay(0.1, at: [60 epochs])⟧)'),
    mended: trained('epochs: 100\n  optimizer: sgd(lr: step_decay(0.1, at: [60 epochs]))'),
  },
  {
    check: 'a step_decay in the first epoch',
    code: 'SSL4109',
    failing: trained('epochs: 10\n  optimizer: sgd(lr: ⟦step_decay(0.1, at: [0.5 epochs])⟧)'),
    mended: trained('epochs: 10\n  optimizer: sgd(lr: step_decay(0.1, at: [5 epochs]))'),
  },
  {
    check: 'a number that rounds to 0 in f32',
    code: 'SSL4110',
    failing: pretext(`  let z = ⟦g(f(view(x))) + 1e-50⟧
  minimize nt_xent(z, g(f(view(x))))`),
    mended: pretext(`  let z = g(f(view(x))) + 1e-20
  minimize nt_xent(z, g(f(view(x))))`),
  },
  {
    check: 'a number that rounds to infinity in f32',
    code: 'SSL4110',
    failing: pretext(`  let z = ⟦1e39 * g(f(view(x)))⟧
  minimize nt_xent(z, g(f(view(x))))`),
    mended: pretext(`  let z = 1e9 * g(f(view(x)))
  minimize nt_xent(z, g(f(view(x))))`),
  },
  {
    check: 'a rate that rounds to infinity in f32',
    code: 'SSL4110',
    failing: trained('epochs: 10\n  optimizer: sgd(lr: ⟦cosine(1e39)⟧)'),
    mended: trained('epochs: 10\n  optimizer: sgd(lr: cosine(0.1))'),
  },
  {
    check: 'a state that nothing updates',
    code: 'SSL2502',
    failing: pretext(`  state ⟦center⟧: f32[8] = 0
  let z = g(f(view(x)))
  minimize nt_xent(z - stop_gradient(center), g(f(view(x))))`),
    mended: pretext(`  state center: f32[8] = 0
  let z = g(f(view(x)))
  minimize nt_xent(z - stop_gradient(center), g(f(view(x))))
  update center = mean[b](z[b])`),
  },
  {
    check: 'a parameter that a definition never reads',
    code: 'SSL2501',
    failing: program(`fn scaled(⟦factor⟧: f32 = 2)(x: f32[D]) -> f32[D] = 2 * x`),
    mended: program(`fn scaled(factor: f32 = 2)(x: f32[D]) -> f32[D] = factor * x`),
  },
  {
    check: 'a batch shuffled before a model whose statistics run over all of it',
    code: 'SSL4104',
    failing: shuffled('batch_norm'),
    mended: plain(shuffled('batch_norm(groups: 4)')),
  },
  {
    check: 'one model with batch statistics at two places of one composition',
    code: 'SSL4105',
    failing: pretext(
      `  minimize nt_xent(⟦twice(f(view(x)))⟧, twice(f(view(x))))`,
      `model f = tiny_conv(out: 16, widths: [4])
model g = linear(16) |> batch_norm
model twice = g |> relu |> g`,
    ),
    mended: pretext(
      `  minimize nt_xent(twice(f(view(x))), twice(f(view(x))))`,
      `model f = tiny_conv(out: 16, widths: [4])
model g = linear(16) |> batch_norm
model h = linear(16) |> batch_norm
model twice = g |> relu |> h`,
    ),
  },
  {
    check: 'a target that depends on no data',
    code: 'SSL4106',
    failing: pretext(
      `  let goal[b < B, d < 16] = 0.1 * d
  minimize ⟦byol(h(f(view(x))), goal)⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
    mended: pretext(
      `  model target = ema(f, decay: 0.99)
  minimize byol(h(f(view(x))), target(view(x)))`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
  },
]
