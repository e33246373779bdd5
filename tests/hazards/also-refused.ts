import { encoderAndHead, pretext, program, type Row } from './row.js'

const contrast = 'minimize nt_xent(g(f(view(x))), g(f(view(x))))'

/** SimCLR with these blocks behind it. */
const simclr = (blocks: string, models = encoderAndHead): string =>
  program(`data held_out: image[28, 28, 1] = folder("t")

${models}

pretext p {
  batch x from images, size: 16
  ${contrast}
}

${blocks}`)

const trained = (settings: string): string => simclr(`train p {\n  ${settings}\n}`)
const evaluated = (items: string): string =>
  simclr(`train p {\n  epochs: 10\n}\n\nevaluate p.f {\n  ${items}\n}`)

const bound = (what: string, failing: string, mended: string): Row => ({
  check: `${what} outside its bound`,
  code: 'SSL3104',
  failing,
  mended,
})

const adversarial = (train: string): string =>
  program(`${encoderAndHead}
model h = linear(4)

pretext p {
  batch x from images, size: 16
  minimize nt_xent(g(f(view(x))), g(f(view(x)))) over f, g
  metric size = mean(h(stop_gradient(f(x)))^2)
}

train p {
  ${train}
}`)

/** Errors of the text below the table of the language reference. */
export const alsoRefused: readonly Row[] = [
  {
    check: 'a trained pretext without minimize',
    code: 'SSL5105',
    failing: program(`model f = tiny_conv

pretext p {
  batch x from images, size: 16
  metric size = mean(f(x)^2)
}

train ⟦p⟧ {
  epochs: 10
}`),
    mended: trained('epochs: 10'),
  },
  {
    check: 'a trained stage without minimize',
    code: 'SSL5105',
    failing: program(`${encoderAndHead}

pretext p {
  batch x from images, size: 16
  stage first {
    ${contrast}
  }
  stage second {
    metric size = mean(f(x)^2)
  }
}

train ⟦p⟧ {
  epochs: 10
}`),
    mended: program(`${encoderAndHead}

pretext p {
  batch x from images, size: 16
  stage first {
    ${contrast}
  }
  stage second {
    ${contrast}
  }
}

train p {
  epochs: 10
}`),
  },
  {
    check: 'an optimiser over a model that no objective owns',
    code: 'SSL5106',
    failing: adversarial('optimizer over ⟦h⟧: adam()'),
    mended: trained('optimizer over g: adam(lr: 0.01)'),
  },
  {
    check: 'epochs and steps together',
    code: 'SSL5102',
    failing: trained('epochs: 10\n  ⟦steps⟧: 100'),
    mended: trained('steps: 100'),
  },
  {
    check: 'a range from high to low',
    code: 'SSL2305',
    failing: pretext(`  let a = x |> random_resized_crop(28, scale: ⟦1.0..0.2⟧)
  minimize nt_xent(g(f(a)), g(f(view(x))))`),
    mended: pretext(`  let a = x |> random_resized_crop(28, scale: 0.2..1.0)
  minimize nt_xent(g(f(a)), g(f(view(x))))`),
  },
  {
    check: 'an empty list as a tensor',
    code: 'SSL2306',
    failing: pretext(`  let z = g(f(view(x))) + ⟦[]⟧
  minimize nt_xent(z, g(f(view(x))))`),
    mended: pretext(`  let z = g(f(view(x))) + 0.5
  minimize nt_xent(z, g(f(view(x))))`),
  },
  {
    check: 'an int that by its own range can leave the axis it indexes',
    code: 'SSL3136',
    failing: pretext(`  let z = g(f(view(x)))
  let pick[b < B] ~ integer(0..8)
  let own[b] = ⟦z[b, pick[b]]⟧
  minimize nt_xent(z, g(f(view(x)))) + mean(own^2)`),
    mended: pretext(`  let z = g(f(view(x)))
  let pick[b < B] ~ integer(0..7)
  let own[b] = z[b, pick[b]]
  minimize nt_xent(z, g(f(view(x)))) + mean(own^2)`),
  },
  {
    check: 'a label that can leave the classes',
    code: 'SSL3136',
    failing: pretext(
      `  let turn[b < B] ~ integer(0..4)
  let turned[b] = where(turn[b] > 1, quarter_turn(x[b]), x[b])
  minimize ⟦cross_entropy(h(f(turned)), turn)⟧`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = linear(4)`,
    ),
    mended: pretext(
      `  let turn[b < B] ~ integer(0..3)
  let turned[b] = where(turn[b] > 1, quarter_turn(x[b]), x[b])
  minimize cross_entropy(h(f(turned)), turn)`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = linear(4)`,
    ),
  },
  {
    check: 'groups that do not divide the batch',
    code: 'SSL3120',
    failing: pretext(
      `  minimize nt_xent(f(view(x)), ⟦f(view(x))⟧)`
        .replace('⟦f(view(x))⟧', 'f(view(x))')
        .replace('f(view(x))', '⟦f(view(x))⟧'),
      'model f = resnet(widths: [4], blocks: 1, norm: batch_norm(groups: 5))',
    ),
    mended: pretext(
      `  minimize nt_xent(f(view(x)), f(view(x)))`,
      'model f = resnet(widths: [4], blocks: 1, norm: batch_norm(groups: 4))',
    ),
  },
  {
    check: 'test and fit of the same data',
    code: 'SSL5108',
    failing: evaluated('fit: held_out\n  ⟦test: held_out⟧\n  knn()'),
    mended: evaluated('fit: images\n  test: held_out\n  knn()'),
  },
  bound(
    'size',
    program(`${encoderAndHead}

pretext p {
  ⟦batch x from images, size: 0⟧
  ${contrast}
}

train p {
  epochs: 10
}`),
    trained('epochs: 10'),
  ),
  bound('epochs', trained('epochs: ⟦0⟧'), trained('epochs: 1')),
  bound('steps', trained('steps: ⟦0⟧'), trained('steps: 1')),
  bound('clip', trained('clip: ⟦-1⟧'), trained('clip: 1')),
  bound('lr', trained('optimizer: sgd(lr: ⟦-0.1⟧)'), trained('optimizer: sgd(lr: 0.1)')),
  bound('momentum', trained('optimizer: sgd(momentum: ⟦2⟧)'), trained('optimizer: sgd(momentum: 0.9)')),
  bound('k', evaluated('knn(k: ⟦0⟧)'), evaluated('knn(k: 20)')),
  bound(
    'a decay',
    pretext(
      `  model key = ema(f, decay: ⟦1.5⟧)
  minimize byol(h(f(view(x))), key(view(x)))`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
    pretext(
      `  model key = ema(f, decay: 0.99)
  minimize byol(h(f(view(x))), key(view(x)))`,
      `model f = tiny_conv(out: 16, widths: [4])
model h = mlp(hidden: 16, out: 16)`,
    ),
  ),
]
