import type { Family } from './mistake.js'

const both = 'byol(predict(online(a)), target(b)) + byol(predict(online(b)), target(a))'

const byol: Family = {
  program: 'tests/programs/byol.ssl',
  mistakes: [
    {
      what: 'the predictor forgotten',
      changes: [
        [both, 'byol(online(a), target(b)) + byol(online(b), target(a))'],
        ['model predict = projector(hidden: 1024, out: 256)\n', ''],
      ],
      told: [],
    },
    {
      what: 'the predictor forgotten on one of the two sides',
      changes: [[both, 'byol(predict(online(a)), target(b)) + byol(online(b), target(a))']],
      told: [],
    },
    {
      what: 'the predictor put behind the target as well',
      changes: [
        [both, 'byol(predict(online(a)), predict(target(b))) + byol(predict(online(b)), predict(target(a)))'],
      ],
      told: [],
    },
    {
      what: 'each side predicts its own view',
      changes: [[both, 'byol(predict(online(a)), target(a)) + byol(predict(online(b)), target(b))']],
      told: [],
    },
    { what: 'one view for both networks', changes: [['let b = second(x)', 'let b = a']], told: [] },
    {
      what: 'the target not detached, in a distance of their own',
      changes: [[both, 'mean((l2_normalize(predict(online(a))) - l2_normalize(target(b)))^2)']],
      told: [],
    },
    {
      what: 'a distance to the trained network in place of its copy',
      changes: [
        [both, 'negative_cosine(online(a), online(b))'],
        ['model predict = projector(hidden: 1024, out: 256)\n', ''],
        ['  model target = ema(online, decay: cosine(0.996, to: 1))\n', ''],
      ],
      told: [],
    },
    { what: 'a copy of the encoder without its head', changes: [['ema(online,', 'ema(f,']], told: [] },
    {
      what: 'a momentum of 0.004 for 0.996',
      changes: [['cosine(0.996, to: 1)', 'cosine(0.004, to: 1)']],
      told: [],
    },
    {
      what: 'the end of the momentum forgotten, which is then 0',
      changes: [['cosine(0.996, to: 1)', 'cosine(0.996)']],
      told: [],
    },
    {
      what: 'a momentum that reaches 1 halfway',
      changes: [['cosine(0.996, to: 1)', 'ramp(0.996, 1, over: 150 epochs)']],
      told: [],
    },
    {
      what: 'the gradient stopped at the online network',
      changes: [[both, 'byol(stop_gradient(predict(online(a))), target(b))']],
      told: [],
    },
    {
      what: 'the copy the wrong way round',
      changes: [
        [
          'model online = f |> g\n  model target = ema(online, decay: cosine(0.996, to: 1))',
          'model target = f |> g\n  model online = ema(target, decay: cosine(0.996, to: 1))',
        ],
      ],
      told: [],
    },
    {
      what: 'a learning rate of its own for a model that nothing trains',
      changes: [['  optimizer: lars', '  optimizer over target: lars(lr: 0.1)\n  optimizer: lars']],
      told: [],
    },
    {
      what: 'pictures of 224 pixels cut to 64 by the data and declared as 224 by the view',
      changes: [['augment first(x: image[64, 64, 3])', 'augment first(x: image[224, 224, 3])']],
      told: [],
    },
    { what: 'a batch of one image', changes: [['size: 256', 'size: 1']], told: [] },
  ],
}

const simsiam: Family = {
  program: 'tests/programs/simsiam.ssl',
  mistakes: [
    {
      what: 'stop_gradient forgotten',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(h(z1), z2)'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(h(z2), z1)'],
      ],
      told: [],
    },
    {
      what: 'stop_gradient forgotten, and no statistics at the end of the head',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(h(z1), z2)'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(h(z2), z1)'],
        [' |> batch_norm(affine: false)', ''],
      ],
      told: [],
    },
    {
      what: 'the gradient stopped at the prediction',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(stop_gradient(h(z1)), z2)'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(stop_gradient(h(z2)), z1)'],
      ],
      told: [],
    },
    {
      what: 'the gradient stopped on both sides',
      changes: [
        [
          'negative_cosine(h(z1), stop_gradient(z2))',
          'negative_cosine(stop_gradient(h(z1)), stop_gradient(z2))',
        ],
        [
          'negative_cosine(h(z2), stop_gradient(z1))',
          'negative_cosine(stop_gradient(h(z2)), stop_gradient(z1))',
        ],
      ],
      told: [],
    },
    {
      what: 'the predictor forgotten',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(z1, stop_gradient(z2))'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(z2, stop_gradient(z1))'],
        ['model h = projector(hidden: 512, out: 2048)\n', ''],
        ['  optimizer over h: sgd(lr: 0.05, weight_decay: 1e-4)\n', ''],
      ],
      told: [],
    },
    {
      what: 'the views of a pair mixed up',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(h(z1), stop_gradient(z1))'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(h(z2), stop_gradient(z2))'],
      ],
      told: [],
    },
    {
      what: 'the second view a copy of the first',
      changes: [['let z2 = g(f(view(x)))', 'let z2 = z1']],
      told: [],
    },
    {
      what: 'a predictor of another width',
      changes: [
        ['model h = projector(hidden: 512, out: 2048)', 'model h = projector(hidden: 512, out: 512)'],
      ],
      told: [],
    },
    {
      what: 'the spread of the embeddings taken over the embedding, not the batch',
      changes: [['mean[a](l2_normalize(z1[a]))', 'mean(l2_normalize(z1[b]))']],
      told: [],
    },
  ],
}

const barlow: Family = {
  program: 'tests/programs/barlow_twins.ssl',
  mistakes: [
    {
      what: 'one view on both sides',
      changes: [['(g(f(first(x))), g(f(second(x))))', '(g(f(x)), g(f(x)))']],
      told: [],
    },
    {
      what: 'the weight of the off-diagonal negative',
      changes: [['lambda: 0.0051', 'lambda: -0.0051']],
      told: [],
    },
    { what: 'a batch of one image', changes: [['size: 256', 'size: 1']], told: [] },
    {
      what: 'the name of the loss as that of an objective of two tensors',
      changes: [['(g(f(first(x))), g(f(second(x))))', '(g(f(first(x))))']],
      told: [],
    },
  ],
}

const vicreg: Family = {
  program: 'tests/programs/vicreg.ssl',
  mistakes: [
    {
      what: 'only the invariance term',
      changes: [['vicreg(invariance: 25, variance: 25, covariance: 1)(u, v)', '25 * mean((u - v)^2)']],
      told: [],
    },
    {
      what: 'the variance term without a weight',
      changes: [['variance: 25, cov', 'variance: 0, cov']],
      told: [],
    },
    {
      what: 'the unit sphere before the variance',
      changes: [
        [
          'let u = g(f(first(x)))\n  let v = g(f(second(x)))',
          'let u = l2_normalize(g(f(first(x))))\n  let v = l2_normalize(g(f(second(x))))',
        ],
      ],
      told: [],
    },
  ],
}

const swav: Family = {
  program: 'tests/programs/swav.ssl',
  mistakes: [
    { what: 'an entropy weight of 0', changes: [['epsilon: 0.05', 'epsilon: 0']], told: [] },
    {
      what: 'a softmax over the prototypes before the loss',
      changes: [['(concat(a, b))', '(softmax(concat(a, b)))']],
      told: [],
    },
    { what: 'the small crops first', changes: [['concat(a, b)', 'concat(b, a)']], told: [] },
    {
      what: 'prototypes of their own for the small crops',
      changes: [['let b[v] = clusters(', 'let b[v] = prototypes(100)(']],
      told: [],
    },
    {
      what: 'a freeze of the prototypes longer than the training',
      changes: [['start: 1 epoch', 'start: 1000 epochs']],
      told: [],
    },
  ],
}

const dino: Family = {
  program: 'tests/programs/dino.ssl',
  mistakes: [
    {
      what: 'the centre never moved',
      changes: [['  update center = 0.9 * center + 0.1 * mean[v, b](t[v, b])\n', '']],
      told: [],
    },
    {
      what: 'the temperatures of student and teacher exchanged',
      changes: [
        ['temperature: 0.1, teacher_temperature: sharpness', 'temperature: 0.04, teacher_temperature: 0.1'],
      ],
      told: [],
    },
    {
      what: 'the student in place of the teacher',
      changes: [['let t[v] = teacher(global[v])', 'let t[v] = student(global[v])']],
      told: [],
    },
    { what: 'the centre from one example', changes: [['mean[v, b](t[v, b])', 't[0, 0]']], told: [] },
    {
      what: 'the centre over the classes, not the batch',
      changes: [['mean[v, b](t[v, b])', 'mean[v, b](mean(t[v, b]))']],
      told: [],
    },
    {
      what: 'teacher and student exchanged',
      changes: [['(t, concat(s, r), center)', '(concat(s, r), t, center)']],
      told: [],
    },
    {
      what: 'an index forgotten on the crops',
      changes: [['let r[v] = student(crops[v])', 'let r[v] = student(crops)']],
      told: [],
    },
    {
      what: 'patches that do not cover the crop',
      changes: [['random_resized_crop(32, scale: 0.05..0.4)', 'random_resized_crop(36, scale: 0.05..0.4)']],
      told: [],
    },
    { what: 'a gradient clipped to nothing', changes: [['clip: 3', 'clip: -3']], told: [] },
  ],
}

export const withoutNegatives: readonly Family[] = [byol, simsiam, barlow, vicreg, swav, dino]
