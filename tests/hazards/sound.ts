import { encoderAndHead, pretext, program } from './row.js'

/** A program that comes near a mistake and makes none. */
export interface Sound {
  readonly what: string
  readonly text: string
}

const encoder = 'model f = resnet(widths: [4], blocks: 1)'
const encoderOf8 = 'model f = resnet(widths: [8], blocks: 1)'

export const sound: readonly Sound[] = [
  {
    what: 'a moving copy applied to what its model made',
    text: program(`model f = linear(784) |> batch_norm

pretext p {
  batch x from letters, size: 16
  model slow = ema(f, decay: 0.9)
  let (a, J) = gaussian_noise(0.1)(x)
  let (b, K) = gaussian_noise(0.1)(x)
  let noise = mean[b](mean(J[b])) + mean[b](mean(K[b]))
  minimize nt_xent(f(a), f(b)) + noise * mean((f(a) - stop_gradient(slow(f(b))))^2)
}

train p {
  epochs: 1
}`),
  },
  {
    what: 'a difference of features that another model classifies',
    text: pretext(
      `  let side[b < B] ~ integer(0..1)
  let turned[b] = where(side[b] == 1, quarter_turn(x[b]), x[b])
  let a = f(view(turned))
  let b = f(view(x))
  minimize cross_entropy(h(a - b), side)`,
      `${encoder}\nmodel h = linear(2)`,
    ),
  },
  {
    what: 'agreement beside a reconstruction',
    text: program(`model f = sigmoid_layer(32)
model g = linear(784)

pretext p {
  batch x from letters, size: 16
  let (a, J) = masking_noise(30%)(x)
  let (b, K) = masking_noise(30%)(x)
  minimize mean((g(f(a)) - x)^2) + mean((f(a) - f(b))^2) + 0 * mean(J * x) + 0 * mean(K * x)
}

train p {
  epochs: 1
}`),
  },
  {
    what: 'a triplet with a negative from elsewhere in the batch',
    text: pretext(`  let u = l2_normalize(g(f(view(x))))
  let v = l2_normalize(g(f(view(x))))
  let other[b < B] = v[(b + 1) mod B]
  minimize triplet(u, v, other)`),
  },
  {
    what: 'features whitened by the last part of the model',
    text: pretext(
      `  minimize negative_cosine(z(view(x)), z(view(x)))`,
      `model f = resnet(widths: [4], blocks: 1)
model z = f |> linear(8) |> batch_norm(affine: false)`,
    ),
  },
  {
    what: 'negatives from a queue, keys of the trained model itself',
    text: pretext(`  state keys: unit[64, 8] ~ unit_sphere()
  let q = l2_normalize(g(f(view(x))))
  let k = l2_normalize(g(f(view(x))))
  minimize info_nce(q, k, keys)
  update keys = enqueue(keys, k)`),
  },
  {
    what: 'alignment and uniformity',
    text: pretext(`  let u = l2_normalize(g(f(view(x))))
  let v = l2_normalize(g(f(view(x))))
  let apart[i, j] = exp(-2 * sum((u[i] - u[j])^2))
  minimize mean((u - v)^2) + log(mean(apart))`),
  },
  {
    what: 'a critic that drives two means apart',
    text: pretext(
      `  let real = d(view(x))
  let fake = d(1 - view(x))
  minimize mean(fake) - mean(real)`,
      'model d = resnet(widths: [4], blocks: 1) |> linear(1)',
    ),
  },
  {
    what: 'SimSiam by hand',
    text: pretext(
      `  let a = f(view(x))
  let b = f(view(x))
  minimize negative_cosine(h(a), stop_gradient(b)) + negative_cosine(h(b), stop_gradient(a))`,
      `${encoderOf8}\nmodel h = mlp(hidden: 8, out: 8)`,
    ),
  },
  {
    what: 'a student of another architecture that learns from a moving teacher',
    text: pretext(
      `  model teacher = ema(f, decay: 0.9)
  let a = view(x)
  let b = view(x)
  minimize soft_cross_entropy(h(f(a)), softmax(h2(teacher(b))))  + 0.1 * nt_xent(h2(f(a)), h2(f(b)))`,
      `${encoderOf8}\nmodel h = linear(10)\nmodel h2 = linear(10)`,
    ),
  },
  {
    what: 'views in a list, contrasted across it',
    text: pretext(
      `  let views = [view(x), view(x), view(x)]
  let z[v] = l2_normalize(f(views[v]))
  let s[b, v, w, a] = z[v, b] @ z[w, a] / 0.2
  minimize mean[b, v, w != v](logsumexp[a](s[b, v, w, a]) - s[b, v, w, b])`,
      encoder,
    ),
  },
  {
    what: 'batch statistics under an index that the objective does not choose along',
    text: pretext(
      `  let turns = [x, quarter_turn(x), quarter_turn(quarter_turn(x))]
  let logits[b, r] = h(f(turns[r, b]))
  minimize mean[b, r](cross_entropy(logits[b, r], r))`,
      `${encoder}\nmodel h = linear(3)`,
    ),
  },
  {
    what: 'a masked view against the whole view',
    text: program(`model f = sigmoid_layer(32)
model h = linear(32)

pretext p {
  batch x from letters, size: 16
  model teacher = ema(f, decay: 0.99)
  let (a, J) = gaussian_noise(0.1)(x)
  let (hidden, K) = masking_noise(50%)(a)
  let weight = mean[b](mean(K[b])) + mean[b](mean(J[b]))
  minimize weight * mean((h(f(hidden)) - stop_gradient(teacher(a)))^2)
}

train p {
  epochs: 1
}`),
  },
  {
    what: 'a shuffle of the keys that is undone',
    text: pretext(
      `  model key = ema(f, decay: 0.99)
  let order ~ permutation(B)
  let k = key(view(x)[order])[argsort(order)]
  let u = l2_normalize(f(view(x)))
  minimize batch_info_nce(u, l2_normalize(stop_gradient(k)))`,
      'model f = resnet(widths: [4], blocks: 1, norm: batch_norm(groups: 4))',
    ),
  },
  {
    what: 'two rows of one permutation matched',
    text: pretext(
      `  let order ~ permutation(B)
  let y = view(x)[order]
  let z = view(x)[order]
  minimize nt_xent(g(f(y)), g(f(z)))`,
      `model f = resnet(widths: [4], blocks: 1, norm: map_norm)
model g = mlp(hidden: 16, out: 8)`,
    ),
  },
  {
    what: 'a permutation of the patches of an example',
    text: pretext(
      `  let patches = patchify(7)(view(x))
  let order ~ permutation(16)
  let mixed[b, t] = patches[b, order[t]]
  let logits[b, t] = h(mixed[b, t])
  minimize mean[b, t](cross_entropy(logits[b, t], order[t]))`,
      'model h = mlp(hidden: 8, out: 16)',
    ),
  },
  {
    what: 'a stage that leaves the others as they are',
    text: program(`model f = sigmoid_layer(32)
model g = linear(784)
model h = sigmoid_layer(16)
model k = linear(32)

pretext p {
  batch x from letters, size: 16
  stage first {
    minimize mean((g(f(x)) - x)^2) over f, g
  }
  stage second {
    let code = stop_gradient(f(x))
    minimize mean((k(h(code)) - code)^2) over h, k
  }
}

train p {
  stage first {
    epochs: 5
  }
  stage second {
    epochs: 20
    optimizer: adam(lr: cosine(1e-3, warmup: 10 epochs))
  }
}`),
  },
  {
    what: 'parameters without a bias',
    text: pretext(
      '  minimize nt_xent(g(f(view(x))), g(f(view(x))))',
      `model f = resnet(widths: [4], blocks: 1)
model g = projector(hidden: 8, out: 8, bias: false)`,
    ),
  },
  {
    what: 'one head for two views and a moving copy of it',
    text: pretext(
      `  model slow = ema(f |> g, decay: cosine(0.99, to: 1))
  let a = view(x)
  let b = view(x)
  minimize byol(h(g(f(a))), slow(b)) + byol(h(g(f(b))), slow(a))`,
      `${encoderAndHead}\nmodel h = projector(hidden: 8, out: 8)`,
    ),
  },
]
