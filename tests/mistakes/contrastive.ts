import type { Family } from './mistake.js'

const ntXent = 'nt_xent(temperature: 0.5)(g(f(view(x))), g(f(view(x))))'

/** A loss of the program's own in place of the library's. */
const own = (body: string): readonly (readonly [string, string])[] => [
  [
    'pretext simclr {',
    `loss contrast(temperature: f32 > 0 = 0.5)(u: f32[B, D], v: f32[B, D]) =\n${body}\n\npretext simclr {`,
  ],
  [ntXent, 'contrast(temperature: 0.5)(g(f(view(x))), g(f(view(x))))'],
]

const simclr: Family = {
  program: 'tests/programs/simclr.ssl',
  mistakes: [
    {
      what: 'a view made once and used on both sides',
      changes: [
        [`minimize ${ntXent}`, 'let a = view(x)\n  minimize nt_xent(temperature: 0.5)(g(f(a)), g(f(a)))'],
      ],
      told: ['SSL4005 nt_xent(temperature: 0.5)(g(f(a)), g(f(a)))'],
    },
    {
      what: 'the augmentation forgotten on both sides',
      changes: [[ntXent, 'nt_xent(temperature: 0.5)(g(f(x)), g(f(x)))']],
      told: ['SSL4005 nt_xent(temperature: 0.5)(g(f(x)), g(f(x)))'],
    },
    {
      what: 'two projection heads where one was meant',
      changes: [
        [
          ntXent,
          'nt_xent(temperature: 0.5)(mlp(hidden: 256, out: 64)(f(view(x))), mlp(hidden: 256, out: 64)(f(view(x))))',
        ],
      ],
      told: ['SSL2503 mlp(hidden: 256, out: 64)(f(view(x)))'],
    },
    {
      what: 'an encoder of its own for each side where one was meant',
      changes: [
        ['model g = mlp', 'model f2 = resnet(widths: [32, 64, 128], blocks: 1)\nmodel g = mlp'],
        [ntXent, 'nt_xent(temperature: 0.5)(g(f(view(x))), g(f2(view(x))))'],
      ],
      told: [],
      because: 'two networks for two kinds of view are a method of their own',
    },
    { what: 'a temperature of 0', changes: [['temperature: 0.5', 'temperature: 0']], told: ['SSL3104 0'] },
    {
      what: 'the labels of the data in the objective',
      changes: [[ntXent, 'cross_entropy(g(f(view(x))), clothes.labels)']],
      told: ['SSL2105 clothes.labels'],
    },
    {
      what: 'the temperature multiplied in a loss of their own',
      changes: own(`  let z = l2_normalize(concat(u, v))
  let s[i, j] = z[i] @ z[j] * temperature
  mean[i](logsumexp[j != i](s[i, j]) - s[i, (i + B) mod (2 * B)])`),
      told: [],
      because: 'a product with a temperature is right elsewhere, as in `dclw`',
    },
    {
      what: 'an example among its own negatives, in a loss of their own',
      changes: own(`  let z = l2_normalize(concat(u, v))
  let s[i, j] = z[i] @ z[j] / temperature
  mean[i](logsumexp[j](s[i, j]) - s[i, (i + B) mod (2 * B)])`),
      told: [],
      because: 'losses with the diagonal are in use (uniformity); the library has masked ones',
    },
    {
      what: 'the place of the other view not taken modulo the rows',
      changes: own(`  let z = l2_normalize(concat(u, v))
  let s[i, j] = z[i] @ z[j] / temperature
  mean[i](logsumexp[j != i](s[i, j]) - s[i, i + B])`),
      told: ['SSL3136 s[i, i + B]'],
    },
    {
      what: 'the example itself taken for its other view',
      changes: own(`  let z = l2_normalize(concat(u, v))
  let s[i, j] = z[i] @ z[j] / temperature
  mean[i](logsumexp[j != i](s[i, j]) - s[i, i])`),
      told: [],
      because: 'an index on the diagonal is right where the two factors differ, as in `batch_info_nce`',
    },
    {
      what: 'the normalisation forgotten in a loss of their own',
      changes: own(`  let z = concat(u, v)
  let s[i, j] = z[i] @ z[j] / temperature
  mean[i](logsumexp[j != i](s[i, j]) - s[i, (i + B) mod (2 * B)])`),
      told: [],
      because:
        'dot products of any length are what CPC uses; a loss says `unit[D]` where it needs them normalised',
    },
    {
      what: 'the softmax over the queries in place of the keys',
      changes: own(`  let p = l2_normalize(u)
  let q = l2_normalize(v)
  let s[i, j] = p[i] @ q[j] / temperature
  mean[j](logsumexp[i](s[i, j]) - s[i, i])`),
      told: ['SSL2001 i', 'SSL2001 i'],
    },
    {
      what: 'a mean of the similarities over the embedding in place of a sum over the batch',
      changes: own(`  let z = l2_normalize(concat(u, v))
  let s[b, d] = z[d, b] / temperature
  mean[b](logsumexp[d](s[b, d]))`),
      told: ['SSL2404 b', 'SSL2404 b'],
    },
    {
      what: 'the sign of the loss turned',
      changes: [[`minimize ${ntXent}`, `minimize -${ntXent}`]],
      told: [],
      because: 'an adversary maximises losses',
    },
    {
      what: 'a batch of one image',
      changes: [['size: 256', 'size: 1']],
      told: ['SSL4121 nt_xent(temperature: 0.5)(g(f(view(x))), g(f(view(x))))'],
    },
    {
      what: 'a probability in per cent without its sign',
      changes: [['|> flip_horizontal', '|> flip_horizontal(p: 50)']],
      told: ['SSL3104 50'],
    },
    {
      what: 'a crop scale in per cent',
      changes: [['scale: 0.2..1.0', 'scale: 20..100']],
      told: ['SSL3104 20..100'],
    },
    {
      what: 'a crop scale from high to low',
      changes: [['scale: 0.2..1.0', 'scale: 1.0..0.2']],
      told: ['SSL2305 1.0..0.2'],
    },
    {
      what: 'a crop larger than the picture',
      changes: [
        ['random_resized_crop(28, scale: 0.2..1.0)', 'center(64)'],
        ['import std.{augment,', 'import std.{augment, corrupt,'],
      ],
      told: ['SSL3116 x |> center(64)'],
    },
    {
      what: 'a hue shift in degrees',
      changes: [['contrast: 0.4)', 'contrast: 0.4, hue: 18)']],
      told: ['SSL3104 18'],
    },
    {
      what: 'the normalisation before the augmentation',
      changes: [
        [
          ntXent,
          'nt_xent(g(f(view(normalize([0.28], [0.35])(x)))), g(f(view(normalize([0.28], [0.35])(x)))))',
        ],
      ],
      told: ['SSL3102 view(normalize([0.28], [0.35])(x))'],
    },
    {
      what: 'a normalisation for values in 0..255',
      changes: [['model f = resnet', 'model f = normalize([72.9], [90.0]) |> resnet']],
      told: ['SSL3104 [72.9]'],
    },
    {
      what: 'an augmentation as a part of the encoder',
      changes: [['model f = resnet', 'model f = flip_horizontal |> resnet']],
      told: ['SSL2104 flip_horizontal'],
    },
    {
      what: 'a warm-up longer than the training',
      changes: [['warmup: 2 epochs', 'warmup: 200 epochs']],
      told: ['SSL4108 cosine(0.3, warmup: 200 epochs)'],
    },
    { what: 'a warm-up without a unit', changes: [['warmup: 2 epochs', 'warmup: 2']], told: ['SSL2210 2'] },
    {
      what: 'steps where epochs were meant',
      changes: [['epochs: 20', 'steps: 20']],
      told: [],
      because: 'a run of 20 steps is a run; how long an epoch is shows only when the data is read',
    },
    { what: 'a setting by a wrong name', changes: [['epochs: 20', 'epoch: 20']], told: ['SSL5101 epoch'] },
    {
      what: 'a weight decay of 1e6 for 1e-6',
      changes: [
        [
          'lars(lr: cosine(0.3, warmup: 2 epochs), weight_decay: 1e-6)',
          'sgd(lr: cosine(0.3, warmup: 2 epochs), weight_decay: 1e6)',
        ],
      ],
      told: ['SSL4116 cosine(0.3, warmup: 2 epochs)'],
    },
    {
      what: 'a learning rate that rises to the end',
      changes: [['cosine(0.3, warmup', 'cosine(0.003, to: 0.3, warmup']],
      told: [],
      because: 'a rate may rise, as in a range test',
    },
    {
      what: 'the projection head evaluated in place of the encoder',
      changes: [['evaluate simclr.f', 'evaluate simclr.g']],
      told: [
        'SSL5107 g',
        'SSL3140 evaluate simclr.g { test: held_out linear_probe() knn(k: 20) label_fractions([1%, 10%]) tsne() }',
      ],
    },
    {
      what: 'tested on the pictures that the probe is fitted to',
      changes: [['test: held_out', 'fit: held_out\n  test: held_out']],
      told: ['SSL5108 test: held_out'],
    },
    {
      what: 'an evaluation of a pretext by another name',
      changes: [['evaluate simclr.f', 'evaluate simclr2.f']],
      told: ['SSL5109 simclr2'],
    },
    {
      what: 'a head for feature maps on pooled features',
      changes: [
        ['model g = mlp', 'model g = conv(64) |> pool |> mlp'],
        [
          'import std.{augment, encoders, heads, losses}',
          'import std.{augment, encoders, heads, layers, losses}',
        ],
      ],
      told: ['SSL2208 f(view(x))', 'SSL2208 f(view(x))'],
    },
    {
      what: 'colour augmentation that is computed and not used',
      changes: [[`minimize ${ntXent}`, `let bright = color_jitter(x)\n  minimize ${ntXent}`]],
      told: ['SSL2501 bright'],
    },
  ],
}

const moco: Family = {
  program: 'tests/programs/moco_v2.ssl',
  mistakes: [
    {
      what: 'the embeddings not normalised',
      changes: [['f |> g |> l2_normalize', 'f |> g']],
      told: ['SSL3102 info_nce(temperature: 0.2)(q, k, keys)', 'SSL3119 update keys = enqueue(keys, k)'],
    },
    {
      what: 'the queue fed before the loss',
      changes: [
        [
          'minimize info_nce(temperature: 0.2)(q, k, keys)',
          'let fed = enqueue(keys, k)\n  minimize info_nce(temperature: 0.2)(q, k, fed)',
        ],
        ['update keys = enqueue(keys, k)', 'update keys = fed'],
      ],
      told: ['SSL4117 info_nce(temperature: 0.2)(q, k, fed)'],
    },
    {
      what: 'the queue never fed',
      changes: [['  update keys = enqueue(keys, k)\n', '']],
      told: ['SSL2502 keys'],
    },
    {
      what: 'the queue fed with the queries',
      changes: [['update keys = enqueue(keys, k)', 'update keys = enqueue(keys, q)']],
      told: ['SSL4118 info_nce(temperature: 0.2)(q, k, keys)'],
    },
    {
      what: 'a queue that is no multiple of the batch',
      changes: [['unit[16384, 128]', 'unit[16000, 128]']],
      told: ['SSL3116 enqueue(keys, k)'],
    },
    {
      what: 'a queue of another width than the embeddings',
      changes: [['unit[16384, 128]', 'unit[16384, 256]']],
      told: ['SSL3101 info_nce(temperature: 0.2)(q, k, keys)', 'SSL3101 enqueue(keys, k)'],
    },
    {
      what: 'a queue that starts at 0',
      changes: [['unit[16384, 128] ~ unit_sphere()', 'unit[16384, 128] = 0']],
      told: [],
      because: 'harmless: a queue of zeros is full of keys after an epoch',
    },
    {
      what: 'a queue of plain numbers',
      changes: [['unit[16384, 128] ~ unit_sphere()', 'f32[16384, 128] ~ normal(0, 1)']],
      told: ['SSL3102 info_nce(temperature: 0.2)(q, k, keys)'],
    },
    {
      what: 'a momentum of 0.001 for 0.999',
      changes: [['decay: 0.999', 'decay: 0.001']],
      told: ['SSL4113 ema(query, decay: 0.001)'],
    },
    {
      what: 'a momentum of 1',
      changes: [['decay: 0.999', 'decay: 1']],
      told: ['SSL4107 ema(query, decay: 1)'],
    },
    { what: 'a momentum in per cent', changes: [['decay: 0.999', 'decay: 99.9']], told: ['SSL3104 99.9'] },
    {
      what: 'query and key exchanged in the loss',
      changes: [['(q, k, keys)', '(k, q, keys)']],
      told: ['SSL4002 info_nce(temperature: 0.2)(k, q, keys)'],
    },
    {
      what: 'the moving copy the wrong way round',
      changes: [
        ['model query = f |> g |> l2_normalize', 'model key = f |> g |> l2_normalize'],
        ['model key = ema(query, decay: 0.999)', 'model query = ema(key, decay: 0.999)'],
      ],
      told: ['SSL4002 info_nce(temperature: 0.2)(q, k, keys)', 'SSL4003 query(view(x))'],
    },
    {
      what: 'the key from the query encoder, the copy forgotten',
      changes: [['stop_gradient(key(view(x)))', 'stop_gradient(query(view(x)))']],
      told: ['SSL2501 key'],
    },
    {
      what: 'both sides from one view',
      changes: [
        ['let q = query(view(x))', 'let v = view(x)\n  let q = query(v)'],
        ['key(view(x))', 'key(v)'],
      ],
      told: ['SSL4103 info_nce(temperature: 0.2)(q, k, keys)'],
    },
    {
      what: 'the keys not detached',
      changes: [['stop_gradient(key(view(x)))', 'key(view(x))']],
      told: [],
      because: 'harmless: `info_nce` and `enqueue` stop the gradient themselves',
    },
    {
      what: 'the positive compared with the queue by the encoder without its head',
      changes: [['f |> g |> l2_normalize', 'f |> l2_normalize']],
      told: ['SSL3101 info_nce(temperature: 0.2)(q, k, keys)', 'SSL3101 enqueue(keys, k)'],
    },
    {
      what: 'the softmax by hand over the queries',
      changes: [
        ['info_nce(temperature: 0.2)(q, k, keys)', 'cross_entropy(softmax(q @ stop_gradient(keys[0])), 0)'],
      ],
      told: ['SSL3102 cross_entropy(softmax(q @ stop_gradient(keys[0])), 0)'],
    },
  ],
}

const mocoV1: Family = {
  program: 'tests/programs/moco_v1.ssl',
  mistakes: [
    {
      what: 'the permutation not undone',
      changes: [['stop_gradient(shuffled[argsort(order)])', 'stop_gradient(shuffled)']],
      told: ['SSL4006 info_nce(temperature: 0.07)(q, k, keys)'],
    },
    {
      what: 'the permutation applied again in place of its inverse',
      changes: [['shuffled[argsort(order)]', 'shuffled[order]']],
      told: ['SSL4006 info_nce(temperature: 0.07)(q, k, keys)'],
    },
    {
      what: 'the queries shuffled, not the keys',
      changes: [
        ['key(view(x)[order])', 'key(view(x))'],
        ['query(view(x))', 'query(view(x)[order])'],
      ],
      told: ['SSL4006 info_nce(temperature: 0.07)(q, k, keys)'],
    },
    {
      what: 'statistics over the whole batch, so that the shuffle hides nothing',
      changes: [['norm: batch_norm(groups: 8)', 'norm: batch_norm']],
      told: ['SSL4104 key(view(x)[order])'],
    },
    {
      what: 'shares that do not divide the batch',
      changes: [['groups: 8', 'groups: 7']],
      told: ['SSL3120 key(view(x)[order])', 'SSL3120 query(view(x))'],
    },
    {
      what: 'milestones in steps where epochs were meant',
      changes: [['at: [120 epochs, 160 epochs]', 'at: [120 steps, 160 steps]']],
      told: [],
      because: 'how many steps an epoch has shows only when the data is read',
    },
    {
      what: 'milestones past the end of the training',
      changes: [['at: [120 epochs, 160 epochs]', 'at: [1200 epochs, 1600 epochs]']],
      told: ['SSL4109 step_decay(0.03, at: [1200 epochs, 1600 epochs])'],
    },
    {
      what: 'milestones without a unit',
      changes: [['at: [120 epochs, 160 epochs]', 'at: [120, 160]']],
      told: ['SSL2210 [120, 160]'],
    },
  ],
}

const bank: Family = {
  program: 'tests/programs/instance_discrimination.ssl',
  mistakes: [
    {
      what: 'the place in the batch taken for the number of the picture',
      changes: [
        [
          'minimize nonparametric_softmax(temperature: temperature)(z, i, bank)',
          'let place[b < B] = b\n  minimize nonparametric_softmax(temperature: temperature)(z, place, bank)',
        ],
      ],
      told: [],
      because: 'any number below the size of the bank is a place in it',
    },
    {
      what: 'a bank for another number of pictures',
      changes: [
        [
          'state bank: unit[images.count, 128] ~ unit_sphere()\n  state Z',
          'state bank: unit[10000, 128] ~ unit_sphere()\n  state Z',
        ],
      ],
      told: [],
      because: 'the number of pictures shows only when the data is read; indices past the end are clamped',
    },
    {
      what: 'noise drawn past the end of the bank',
      changes: [['integer(0 .. images.count - 1)', 'integer(0 .. images.count)']],
      told: [],
      because: 'the number of pictures shows only when the data is read; the one index too many is clamped',
    },
    {
      what: 'an unnormalised mean written to the bank',
      changes: [['blend(bank[i], z)', '0.5 * bank[i] + 0.5 * z']],
      told: ['SSL3119 update bank[i] = 0.5 * bank[i] + 0.5 * z'],
    },
    {
      what: 'the bank read without a stop',
      changes: [['proximal(weight: 30)(z, bank[i])', '30 * mean((z - bank[i])^2)']],
      told: ['SSL4004 nonparametric_softmax(temperature: temperature)(z, i, bank)'],
    },
    {
      what: 'the noise taken as the positive',
      changes: [['(z, bank[i], bank[j], constant)', '(z, bank[j], bank[i], constant)']],
      told: ['SSL2209 bank[j]'],
    },
    {
      what: 'the normaliser estimated anew and never kept',
      changes: [['  update Z = constant\n', '']],
      told: ['SSL2502 Z'],
    },
    {
      what: 'one row of the bank for the whole batch',
      changes: [['update bank[i] = z', 'update bank[0] = z']],
      told: ['SSL3119 update bank[0] = z'],
    },
  ],
}

export const contrastive: readonly Family[] = [simclr, moco, mocoV1, bank]
