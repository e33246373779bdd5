import { encoderAndHead, pretext } from './row.js'

/** Other faces of the same mistakes: steps of a pretext, and the code that they raise. */
export interface Face {
  readonly what: string
  readonly code: string
  readonly text: string
}

const encoder = 'model f = resnet(widths: [8], blocks: 1)'
const predictor = `${encoder}\nmodel h = mlp(hidden: 8, out: 8)`

export const faces: readonly Face[] = [
  {
    what: 'collapse: a squared difference by hand',
    code: 'SSL4001',
    text: pretext(
      `  let u = f(view(x))
  let v = f(view(x))
  minimize mean((u - v)^2)`,
      encoder,
    ),
  },
  {
    what: 'collapse: a dot product of unit vectors by hand',
    code: 'SSL4001',
    text: pretext(
      `  let u = l2_normalize(f(view(x)))
  let v = l2_normalize(f(view(x)))
  minimize 2 - 2 * mean[b](u[b] @ v[b])`,
      encoder,
    ),
  },
  {
    what: 'collapse: a predictor alone does not help',
    code: 'SSL4001',
    text: pretext('  minimize negative_cosine(h(f(view(x))), f(view(x)))', predictor),
  },
  {
    what: 'collapse: views in a list',
    code: 'SSL4001',
    text: pretext(
      `  let views = [view(x), view(x)]
  let z[v] = f(views[v])
  minimize mean[v, w != v, b](sum((z[v, b] - z[w, b])^2))`,
      encoder,
    ),
  },
  {
    what: 'collapse: the first and the second of a list',
    code: 'SSL4001',
    text: pretext(
      `  let views = [view(x), view(x)]
  let z[v] = f(views[v])
  minimize negative_cosine(z[0], z[1])`,
      encoder,
    ),
  },
  {
    what: 'collapse: neighbouring patches',
    code: 'SSL4001',
    text: pretext(
      `  let p = patch_grid(7, 7)(x)
  let z[b, r, s] = f(p[b, r, s])
  let y[b, r, s < 3] = z[b, r, s]
  minimize mean[b, r, s](sum((y[b, r, s] - z[b, r, s + 1])^2))`,
      'model f = resnet(widths: [8], blocks: 1, norm: map_norm)',
    ),
  },
  {
    what: 'gradient into a copy on one of two paths',
    code: 'SSL4003',
    text: pretext(
      `  model slow = ema(f, decay: 0.9)
  let k = slow(view(x))
  minimize negative_cosine(h(f(view(x))), stop_gradient(k)) + 0.1 * nt_xent(h(f(view(x))), k)`,
      predictor,
    ),
  },
  {
    what: 'gradient into a bank through indices',
    code: 'SSL4004',
    text: pretext(
      `  state bank: unit[64, 8] ~ unit_sphere()
  let j[b < B] ~ integer(0..63)
  let z = l2_normalize(f(view(x)))
  minimize batch_info_nce(z, bank[j])
  update bank[j] = z`,
      encoder,
    ),
  },
  {
    what: 'identical views, one of them stopped',
    code: 'SSL4005',
    text: pretext(
      `  let z = f(x)
  minimize negative_cosine(z, stop_gradient(z))`,
      encoder,
    ),
  },
  {
    what: 'identical views, computed by the same steps',
    code: 'SSL4005',
    text: pretext(
      `  let a = center(14)(x)
  let b = center(14)(x)
  minimize batch_info_nce(l2_normalize(f(a)), l2_normalize(f(b)))`,
      encoder,
    ),
  },
  {
    what: 'rows of two orders in an operation by hand',
    code: 'SSL4006',
    text: pretext(
      `  let order ~ permutation(B)
  let u = l2_normalize(f(view(x)))
  let v = l2_normalize(stop_gradient(f(view(x))))
  minimize 2 - 2 * mean[b](u[b] @ v[order[b]])`,
      'model f = resnet(widths: [8], blocks: 1, norm: map_norm)',
    ),
  },
  {
    what: 'rows put back with the permutation in place of its inverse',
    code: 'SSL4006',
    text: pretext(
      `  model key = ema(f, decay: 0.9)
  let order ~ permutation(B)
  let k = stop_gradient(key(view(x)[argsort(order)]))
  let u = f(view(x))
  minimize byol(h(u), k) + nt_xent(u, f(view(x)))`,
      `model f = resnet(widths: [8], blocks: 1, norm: map_norm)\nmodel h = mlp(hidden: 8, out: 8)`,
    ),
  },
  {
    what: 'rows of a bank and those of another order written to it',
    code: 'SSL4006',
    text: pretext(
      `  state bank: f32[images.count, 8] = 0
  let order ~ permutation(B)
  let z = f(view(x))[order]
  minimize nt_xent(z, f(view(x))[order]) + mean(stop_gradient(bank[i]))
  update bank[i] = z`,
      encoder,
    ).replace('batch x from', 'batch x at i from'),
  },
  {
    what: 'one view, twice: teacher and student in lists',
    code: 'SSL4103',
    text: pretext(
      `  model slow = ema(f, decay: 0.9)
  let views = [view(x), view(x)]
  let s[v] = h(f(views[v]))
  let t[v] = slow(views[v])
  minimize mean[v, b](sum((s[v, b] - stop_gradient(t[v, b]))^2))`,
      predictor,
    ),
  },
  {
    what: 'parameters of a part that is only copied',
    code: 'SSL4101',
    text: pretext(
      `  model slow = ema(f |> g, decay: 0.9)
  let z = l2_normalize(h(f(view(x))))
  minimize batch_info_nce(z, l2_normalize(stop_gradient(slow(view(x)))))`,
      `${encoderAndHead}\nmodel h = mlp(hidden: 16, out: 8)`,
    ),
  },
]
