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
      told: ['SSL4111 byol(online(b), target(a))', 'SSL4111 byol(online(a), target(b))'],
    },
    {
      what: 'the predictor forgotten on one of the two sides',
      changes: [[both, 'byol(predict(online(a)), target(b)) + byol(online(b), target(a))']],
      told: ['SSL4111 byol(online(b), target(a))'],
    },
    {
      what: 'the predictor put behind the target as well',
      changes: [
        [both, 'byol(predict(online(a)), predict(target(b))) + byol(predict(online(b)), predict(target(a)))'],
      ],
      told: [
        'SSL4111 byol(predict(online(b)), predict(target(a)))',
        'SSL4111 byol(predict(online(a)), predict(target(b)))',
      ],
    },
    {
      what: 'each side predicts its own view',
      changes: [[both, 'byol(predict(online(a)), target(a)) + byol(predict(online(b)), target(b))']],
      told: ['SSL4103 byol(predict(online(b)), target(b))', 'SSL4103 byol(predict(online(a)), target(a))'],
    },
    {
      what: 'one view for both networks',
      changes: [['let b = second(x)', 'let b = a']],
      told: ['SSL4103 byol(predict(online(b)), target(a))', 'SSL4103 byol(predict(online(a)), target(b))'],
    },
    {
      what: 'the target not detached, in a distance of their own',
      changes: [[both, 'mean((l2_normalize(predict(online(a))) - l2_normalize(target(b)))^2)']],
      told: ['SSL4003 target(b)'],
    },
    {
      what: 'a distance to the trained network in place of its copy',
      changes: [
        [both, 'negative_cosine(online(a), online(b))'],
        ['model predict = projector(hidden: 1024, out: 256)\n', ''],
        ['  model target = ema(online, decay: cosine(0.996, to: 1))\n', ''],
      ],
      told: ['SSL4001 negative_cosine(online(a), online(b))'],
    },
    {
      what: 'a copy of the encoder without its head',
      changes: [['ema(online,', 'ema(f,']],
      told: ['SSL3101 byol(predict(online(a)), target(b))'],
    },
    {
      what: 'a momentum of 0.004 for 0.996',
      changes: [['cosine(0.996, to: 1)', 'cosine(0.004, to: 1)']],
      told: ['SSL4113 cosine(0.004, to: 1)'],
    },
    {
      what: 'the end of the momentum forgotten, which is then 0',
      changes: [['cosine(0.996, to: 1)', 'cosine(0.996)']],
      told: ['SSL4113 cosine(0.996)'],
    },
    {
      what: 'a momentum that reaches 1 halfway',
      changes: [['cosine(0.996, to: 1)', 'ramp(0.996, 1, over: 150 epochs)']],
      told: ['SSL4107 ramp(0.996, 1, over: 150 epochs)'],
    },
    {
      what: 'the gradient stopped at the online network',
      changes: [[both, 'byol(stop_gradient(predict(online(a))), target(b))']],
      told: ['SSL4002 byol(stop_gradient(predict(online(a))), target(b))'],
    },
    {
      what: 'the copy the wrong way round',
      changes: [
        [
          'model online = f |> g\n  model target = ema(online, decay: cosine(0.996, to: 1))',
          'model target = f |> g\n  model online = ema(target, decay: cosine(0.996, to: 1))',
        ],
      ],
      told: ['SSL4101 target(b)', 'SSL4003 online(a)'],
    },
    {
      what: 'a learning rate of its own for a model that nothing trains',
      changes: [['  optimizer: lars', '  optimizer over target: lars(lr: 0.1)\n  optimizer: lars']],
      told: ['SSL3139 byol'],
    },
    {
      what: 'pictures of 224 pixels cut to 64 by the data and declared as 224 by the view',
      changes: [['augment first(x: image[64, 64, 3])', 'augment first(x: image[224, 224, 3])']],
      told: ['SSL3101 x |> colors', 'SSL3101 first(x)'],
    },
    { what: 'a batch of one image', changes: [['size: 256', 'size: 1']], told: ['SSL3121 online(a)'] },
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
      told: ['SSL4112 negative_cosine(h(z2), z1)', 'SSL4112 negative_cosine(h(z1), z2)'],
    },
    {
      what: 'stop_gradient forgotten, and no statistics at the end of the head',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(h(z1), z2)'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(h(z2), z1)'],
        [' |> batch_norm(affine: false)', ''],
      ],
      told: ['SSL4001 0.5 * negative_cosine(h(z1), z2) + 0.5 * negative_cosine(h(z2), z1)'],
    },
    {
      what: 'the gradient stopped at the prediction',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(stop_gradient(h(z1)), z2)'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(stop_gradient(h(z2)), z1)'],
      ],
      told: [
        'SSL4101 h(z1)',
        'SSL4111 negative_cosine(stop_gradient(h(z2)), z1)',
        'SSL4111 negative_cosine(stop_gradient(h(z1)), z2)',
        'SSL3139 simsiam',
      ],
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
      told: [
        'SSL4002 0.5 * negative_cosine(stop_gradient(h(z1)), stop_gradient(z2)) + 0.5 * negative_cosine(stop_gradient(h(z2)), stop_gradient(z1))',
      ],
    },
    {
      what: 'the predictor forgotten',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(z1, stop_gradient(z2))'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(z2, stop_gradient(z1))'],
        ['model h = projector(hidden: 512, out: 2048)\n', ''],
        ['  optimizer over h: sgd(lr: 0.05, weight_decay: 1e-4)\n', ''],
      ],
      told: [
        'SSL4111 negative_cosine(z2, stop_gradient(z1))',
        'SSL4111 negative_cosine(z1, stop_gradient(z2))',
      ],
    },
    {
      what: 'the views of a pair mixed up',
      changes: [
        ['negative_cosine(h(z1), stop_gradient(z2))', 'negative_cosine(h(z1), stop_gradient(z1))'],
        ['negative_cosine(h(z2), stop_gradient(z1))', 'negative_cosine(h(z2), stop_gradient(z2))'],
      ],
      told: [
        'SSL4103 negative_cosine(h(z2), stop_gradient(z2))',
        'SSL4103 negative_cosine(h(z1), stop_gradient(z1))',
      ],
    },
    {
      what: 'the second view a copy of the first',
      changes: [['let z2 = g(f(view(x)))', 'let z2 = z1']],
      told: [
        'SSL4103 negative_cosine(h(z2), stop_gradient(z1))',
        'SSL4103 negative_cosine(h(z1), stop_gradient(z2))',
      ],
    },
    {
      what: 'a predictor of another width',
      changes: [
        ['model h = projector(hidden: 512, out: 2048)', 'model h = projector(hidden: 512, out: 512)'],
      ],
      told: ['SSL3101 negative_cosine(h(z1), stop_gradient(z2))'],
    },
    {
      what: 'the spread of the embeddings taken over the embedding, not the batch',
      changes: [['mean[a](l2_normalize(z1[a]))', 'mean(l2_normalize(z1[b]))']],
      told: [],
      because: 'both are numbers that one may want to see',
    },
  ],
}

const barlow: Family = {
  program: 'tests/programs/barlow_twins.ssl',
  mistakes: [
    {
      what: 'one view on both sides',
      changes: [['(g(f(first(x))), g(f(second(x))))', '(g(f(x)), g(f(x)))']],
      told: ['SSL4005 barlow_twins(lambda: 0.0051)(g(f(x)), g(f(x)))'],
    },
    {
      what: 'the weight of the off-diagonal negative',
      changes: [['lambda: 0.0051', 'lambda: -0.0051']],
      told: ['SSL3104 -0.0051'],
    },
    { what: 'a batch of one image', changes: [['size: 256', 'size: 1']], told: ['SSL3121 g(f(first(x)))'] },
    {
      what: 'the name of the loss as that of an objective of two tensors',
      changes: [['(g(f(first(x))), g(f(second(x))))', '(g(f(first(x))))']],
      told: ['SSL2201 barlow_twins(lambda: 0.0051)(g(f(first(x))))'],
    },
  ],
}

const vicreg: Family = {
  program: 'tests/programs/vicreg.ssl',
  mistakes: [
    {
      what: 'only the invariance term',
      changes: [['vicreg(invariance: 25, variance: 25, covariance: 1)(u, v)', '25 * mean((u - v)^2)']],
      told: ['SSL4001 25 * mean((u - v)^2)'],
    },
    {
      what: 'the variance term without a weight',
      changes: [['variance: 25, cov', 'variance: 0, cov']],
      told: [],
      because: 'the ablation of the paper',
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
      because: 'unit vectors are numbers like others; the metric `shortfall` shows it',
    },
  ],
}

const swav: Family = {
  program: 'tests/programs/swav.ssl',
  mistakes: [
    { what: 'an entropy weight of 0', changes: [['epsilon: 0.05', 'epsilon: 0']], told: ['SSL3104 0'] },
    {
      what: 'a softmax over the prototypes before the loss',
      changes: [['(concat(a, b))', '(softmax(concat(a, b)))']],
      told: ['SSL3102 swav_crops(temperature: 0.1, epsilon: 0.05)(softmax(concat(a, b)))'],
    },
    {
      what: 'the small crops first',
      changes: [['concat(a, b)', 'concat(b, a)']],
      told: [],
      because: 'all crops have the same type; which of them are global only their sizes say',
    },
    {
      what: 'prototypes of their own for the small crops',
      changes: [['let b[v] = clusters(', 'let b[v] = prototypes(100)(']],
      told: [],
      because: 'a recipe used once is a new model, and may be meant',
    },
    {
      what: 'a freeze of the prototypes longer than the training',
      changes: [['start: 1 epoch', 'start: 1000 epochs']],
      told: ['SSL4108 cosine(0.6, to: 0.0006, start: 1000 epochs)'],
    },
  ],
}

const dino: Family = {
  program: 'tests/programs/dino.ssl',
  mistakes: [
    {
      what: 'the centre never moved',
      changes: [['  update center = 0.9 * center + 0.1 * mean[v, b](t[v, b])\n', '']],
      told: ['SSL2502 center'],
    },
    {
      what: 'the temperatures of student and teacher exchanged',
      changes: [
        ['temperature: 0.1, teacher_temperature: sharpness', 'temperature: 0.04, teacher_temperature: 0.1'],
      ],
      told: ['SSL2501 sharpness'],
    },
    {
      what: 'the student in place of the teacher',
      changes: [['let t[v] = teacher(global[v])', 'let t[v] = student(global[v])']],
      told: ['SSL2501 teacher'],
    },
    {
      what: 'the centre from one example',
      changes: [['mean[v, b](t[v, b])', 't[0, 0]']],
      told: [],
      because: 'one row of a batch is a value like others',
    },
    {
      what: 'the centre over the classes, not the batch',
      changes: [['mean[v, b](t[v, b])', 'mean[v, b](mean(t[v, b]))']],
      told: [],
      because: 'one number stands for a vector of equal ones',
    },
    {
      what: 'teacher and student exchanged',
      changes: [['(t, concat(s, r), center)', '(concat(s, r), t, center)']],
      told: [
        'SSL4002 dino(temperature: 0.1, teacher_temperature: sharpness)(concat(s, r), t, center)',
        'SSL4003 teacher(global[v])',
      ],
    },
    {
      what: 'an index forgotten on the crops',
      changes: [['let r[v] = student(crops[v])', 'let r[v] = student(crops)']],
      told: ['SSL2209 crops'],
    },
    {
      what: 'patches that do not cover the crop',
      changes: [['random_resized_crop(32, scale: 0.05..0.4)', 'random_resized_crop(36, scale: 0.05..0.4)']],
      told: ['SSL3116 student(crops[v])'],
    },
    { what: 'a gradient clipped to nothing', changes: [['clip: 3', 'clip: -3']], told: ['SSL3104 -3'] },
  ],
}

export const withoutNegatives: readonly Family[] = [byol, simsiam, barlow, vicreg, swav, dino]
