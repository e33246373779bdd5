import * as $ from './index.js'

/*
 * A SimCLR program and the definitions that it needs, written as the compiler writes them: what the
 * tests of this folder build.
 */

export const l2_normalize = $.fn(
  'l2_normalize',
  {
    configuration: { eps: $.type.f32({ above: 0, default: 1e-12 }) },
    data: { x: $.type.f32(['...', 'D']) },
    result: $.type.unit(['...', 'D']),
  },
  ({ eps }, { x }) => $.unit($.divide(x, $.sqrt($.maximum($.contract(x, x, 'd,d->'), eps)), 'd,->d')),
)

export const nt_xent = $.loss(
  'nt_xent',
  {
    configuration: { temperature: $.type.f32({ above: 0, default: 0.5 }) },
    data: { u: $.type.f32(['B', 'D']), v: $.type.f32(['B', 'D']) },
  },
  ({ temperature }, { u, v }, { B }) => {
    const z = l2_normalize()($.concat([u, v], 2))
    const s = $.divide($.contract(z, z, 'id,jd->ij'), temperature)
    return $.mean(
      $.subtract(
        $.logsumexp(s, 'ij,ij->i', {
          where: $.notEqual($.index($.size(s, -1)), $.index($.size(s, -2)), 'j,i->ij'),
        }),
        $.gather(s, [$.mod($.add($.index($.size(s, -2)), B), 2 * B)], 'iN,i->i'),
      ),
      'i->',
    )
  },
)

export const linear = $.layer(
  'linear',
  {
    configuration: { out: $.type.int({ above: 0 }), bias: $.type.bool({ default: true }) },
    data: { x: $.type.f32(['...', 'D']) },
    result: $.type.f32(['...', 'out']),
  },
  ({ out, bias }, { x }, { D }) => {
    const W = $.param('W', [D, out], $.he_normal())
    const b = $.param('b', [out], 0)
    return bias ? $.add($.contract(x, W, 'd,do->o'), b) : $.contract(x, W, 'd,do->o')
  },
)

export const conv = $.layer(
  'conv',
  {
    configuration: {
      out: $.type.int({ above: 0 }),
      kernel: $.type.int({ above: 0, default: 3 }),
      stride: $.type.int({ above: 0, default: 1 }),
      dilation: $.type.int({ above: 0, default: 1 }),
      padding: $.type.int({
        atLeast: 0,
        default: ({ dilation, kernel }: { dilation: number; kernel: number }) => dilation * $.div(kernel, 2),
      }),
      bias: $.type.bool({ default: true }),
    },
    data: { x: $.type.f32(['H', 'W', 'C']) },
  },
  ({ out, kernel, stride, dilation, padding, bias }, { x }, { C }) => {
    const k = $.param('k', [kernel, kernel, C, out], $.he_normal())
    const b = $.param('b', [out], 0)
    const p = $.pad(x, 3, [
      [padding, padding],
      [padding, padding],
    ])
    const y = $.contract(p, k, '[S*i+D*u][S*j+D*v]c,uvco->ijo', { S: stride, D: dilation })
    return bias ? $.add(y, b, 'ijo,o->ijo') : y
  },
)

export const batch_norm = $.layer(
  'batch_norm',
  {
    configuration: {
      affine: $.type.bool({ default: true }),
      groups: $.type.int({ above: 0, default: 1 }),
      momentum: $.type.f32({ inside: $.range(0, 1), default: 0.1 }),
      eps: $.type.f32({ above: 0, default: 1e-5 }),
    },
    data: { x: $.type.f32(['...', 'D']) },
    result: $.type.f32(['...', 'D']),
  },
  ({ affine, groups, momentum, eps }, { x }, { D }) => {
    const scale = $.param('scale', [D], 1)
    const shift = $.param('shift', [D], 0)
    const mu = $.state('mu', [D], 0)
    const variance = $.state('variance', [D], 1)
    const m = $.batch_mean(x, 1, groups)
    const v = $.batch_mean($.power($.subtract(x, m), 2), 1, groups)
    $.update(mu, (current) =>
      $.add($.multiply($.subtract(1, momentum), current), $.multiply(momentum, $.batch_mean(m, 1))),
    )
    $.update(variance, (current) =>
      $.add($.multiply($.subtract(1, momentum), current), $.multiply(momentum, $.batch_mean(v, 1))),
    )
    const y = $.training()
      ? $.divide($.subtract(x, m), $.sqrt($.add(v, eps)))
      : $.divide($.subtract(x, mu), $.sqrt($.add(variance, eps)))
    return affine ? $.add($.multiply(scale, y), shift) : y
  },
)

export const norm_conv = $.layer(
  'norm_conv',
  {
    configuration: {
      out: $.type.int({ above: 0 }),
      kernel: $.type.int({ above: 0, default: 3 }),
      stride: $.type.int({ above: 0, default: 1 }),
      norm: $.type.fn([$.type.f32(['H', 'W', 'C'])], $.type.f32(['H', 'W', 'C']), {
        default: () => batch_norm,
      }),
    },
    data: { x: $.type.f32(['H', 'W', 'C']) },
  },
  ({ out, kernel, stride, norm }, { x }) => norm(conv({ out, kernel, stride, bias: false })(x)),
)

export const residual = $.layer(
  'residual',
  {
    configuration: { width: $.type.int({ above: 0 }), stride: $.type.int({ above: 0, default: 1 }) },
    data: { x: $.type.f32(['H', 'W', 'C']) },
  },
  ({ width, stride }, { x }, { C }) => {
    const y = norm_conv({ out: width })($.relu(norm_conv({ out: width, stride })(x)))
    const same = C === width && stride === 1
    return $.relu($.add(y, same ? x : norm_conv({ out: width, kernel: 1, stride })(x)))
  },
)

export const resnet_map = $.encoder(
  'resnet_map',
  {
    configuration: {
      widths: $.type.int(['S'], { default: [64, 128, 256, 512] }),
      blocks: $.type.int({ above: 0, default: 2 }),
    },
    data: { x: $.type.f32(['H', 'W', 'C']) },
  },
  ({ widths, blocks }, { x }, { S }) =>
    $.chain(
      $.list([$.range(0, S - 1), $.range(1, blocks)], (s, i) =>
        residual({ width: $.item(widths, s), stride: s > 0 && i === 1 ? 2 : 1 }),
      ),
    )($.relu(norm_conv({ out: $.item(widths, 0) })(x))),
)

export const resnet = $.encoder(
  'resnet',
  {
    configuration: {
      widths: $.type.int(['S'], { default: [64, 128, 256, 512] }),
      blocks: $.type.int({ above: 0, default: 2 }),
    },
    data: { x: $.type.f32(['H', 'W', 'C']) },
    result: $.type.f32([({ widths, S }: { widths: number; S: number }) => widthAt(widths, S - 1)]),
  },
  ({ widths, blocks }, { x }) => $.mean(resnet_map({ widths, blocks })(x), 'hwc->c'),
)

const widthAt = (widths: unknown, place: number): number => $.item(widths as readonly number[], place)

export const mlp = $.head(
  'mlp',
  {
    configuration: { hidden: $.type.int({ above: 0 }), out: $.type.int({ above: 0 }) },
    data: { x: $.type.f32(['D']) },
    result: $.type.f32(['out']),
  },
  ({ hidden, out }, { x }) => linear({ out })($.relu(linear({ out: hidden })(x))),
)

export const flip_horizontal = $.augment(
  'flip_horizontal',
  {
    configuration: { p: $.type.f32({ inside: $.range(0, 1), default: 0.5 }) },
    data: { x: $.type.image(['H', 'W', 'C']) },
    result: $.type.image(['H', 'W', 'C']),
  },
  ({ p }, { x }, { W }) => {
    const flip = $.draw('flip', $.bernoulli(p), [])
    const mirrored = $.slice(x, -2, W - 1, W, -1)
    return $.where(flip, mirrored, x, ',ijc,ijc->ijc')
  },
)

export const color_jitter = $.augment(
  'color_jitter',
  {
    configuration: { brightness: $.type.f32({ atLeast: 0, default: 0.4 }) },
    data: { x: $.type.image(['H', 'W', 'C']) },
    result: $.type.image(['H', 'W', 'C']),
  },
  ({ brightness }, { x }) => {
    const b = $.draw('b', $.uniform($.static(brightness) * -1 + 1, 1 + $.static(brightness)), [])
    return $.image($.multiply(b, x, ',ijc->ijc'))
  },
)

export const clothes = $.data('clothes', {
  type: $.type.image([8, 8, 1]),
  source: $.idx('train-images.gz', { labels: 'train-labels.gz' }),
})

export const view = $.augment('view', { data: { x: $.type.image([8, 8, 1]) } }, (_, { x }) =>
  color_jitter()(flip_horizontal()(x)),
)

export const f = $.model('f', () => resnet({ widths: [4, 6], blocks: 1 }))
export const g = $.model('g', () => mlp({ hidden: 8, out: 5 }))

export const simclr = $.pretext('simclr', () => {
  const [x] = $.batch(clothes, { size: 4 })
  $.minimize(nt_xent({ temperature: 0.5 })(g(f(view(x))), g(f(view(x)))))
})

$.train([simclr], {
  epochs: 20,
  optimizer: $.lars({ lr: $.cosine({ from: 0.3, warmup: $.epochs(2) }), weight_decay: 1e-6 }),
})
$.evaluate([[simclr, f]], {}, [$.linear_probe(), $.knn({ k: 20 })])
