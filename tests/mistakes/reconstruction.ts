import type { Family } from './mistake.js'

const masking = 'minimize emphasized_cross_entropy(alpha: 1, beta: 0.5)(x, logits, J)'

const denoising: Family = {
  program: 'tests/programs/denoising_autoencoder.ssl',
  mistakes: [
    {
      what: 'the corrupted input as the target',
      changes: [[masking, 'minimize emphasized_cross_entropy(alpha: 1, beta: 0.5)(noisy, logits, J)']],
      told: ['SSL4120 emphasized_cross_entropy(alpha: 1, beta: 0.5)(noisy, logits, J)'],
    },
    {
      what: 'the clean input given to the encoder',
      changes: [['let logits = g(f(noisy))', 'let logits = g(f(x))']],
      told: ['SSL2501 noisy'],
    },
    {
      what: 'a sigmoid before the loss of logits',
      changes: [
        ['let logits = g(f(noisy))', 'let logits = sigmoid(g(f(noisy)))'],
        ['(sigmoid(logits) - x)', '(logits - x)'],
      ],
      told: ['SSL3102 emphasized_cross_entropy(alpha: 1, beta: 0.5)(x, logits, J)'],
    },
    {
      what: 'target and prediction exchanged',
      changes: [['(x, logits, J)', '(logits, x, J)']],
      told: ['SSL4002 emphasized_cross_entropy(alpha: 1, beta: 0.5)(logits, x, J)'],
    },
    {
      what: 'the results of the corruption taken in the wrong order',
      changes: [['let (noisy, J) = masking_noise', 'let (J, noisy) = masking_noise']],
      told: ['SSL3102 emphasized_cross_entropy(alpha: 1, beta: 0.5)(x, logits, J)'],
    },
    {
      what: 'a rate in per cent without its sign',
      changes: [['= masking_noise(30%)', '= masking_noise(30)']],
      told: ['SSL3104 30'],
    },
    {
      what: 'the decoder tied to another width',
      changes: [
        ['model g = tied_decoder(f.W)', 'model g = tied_decoder(g2.W)\nmodel g2 = sigmoid_layer(128)'],
      ],
      told: ['SSL3130 g2.W'],
    },
    {
      what: 'the mask turned round',
      changes: [['(x, logits, J)', '(x, logits, not J)']],
      told: [],
      because: 'the error on what was visible is a method too (emphasis)',
    },
    {
      what: 'a corruption that nothing reads',
      changes: [
        ['let logits = g(f(noisy))', 'let logits = g(f(x))'],
        ['(x, logits, J)', '(x, logits, x > 0.5)'],
        ['sum(J * (sigmoid(logits) - x)^2) / sum(J)', 'mean((sigmoid(logits) - x)^2)'],
      ],
      told: ['SSL2501 noisy', 'SSL2501 J'],
    },
    {
      what: 'the decoder untied by accident',
      changes: [
        ['model g = tied_decoder(f.W)', 'model g = linear(784)'],
        ['import std.{corrupt, encoders, heads, losses}', 'import std.{corrupt, encoders, layers, losses}'],
      ],
      told: [],
      because: 'untied decoders are a method too',
    },
    {
      what: 'a squared error summed over the batch by hand',
      changes: [[masking, 'minimize sum((sigmoid(logits) - x)^2)']],
      told: [],
      because: 'sums over the batch are in use (word2vec)',
    },
  ],
}

const stacked: Family = {
  program: 'tests/programs/stacked_denoising_autoencoder.ssl',
  mistakes: [
    {
      what: 'the decoder of the first layer in the second stage',
      changes: [['g2(f2(noisy))', 'g1(f2(noisy))']],
      told: ['SSL3101 g1(f2(noisy))'],
    },
    {
      what: 'settings for a stage by another name',
      changes: [['stage second {\n    epochs', 'stage third {\n    epochs']],
      told: ['SSL5104 third'],
    },
    {
      what: 'a stage without an objective',
      changes: [
        [
          'minimize emphasized_cross_entropy(h, g2(f2(noisy)), J) over f2, g2',
          'metric error = mean((sigmoid(g2(f2(noisy))) - h)^2) + 0 * mean(J)',
        ],
      ],
      told: ['SSL5105 sdae'],
    },
  ],
}

const mae: Family = {
  program: 'tests/programs/mae.ssl',
  mistakes: [
    {
      what: 'the loss on the shown patches',
      changes: [['(patches, y, hidden)', '(patches, y, not hidden)']],
      told: [],
      because: 'both masks are sound targets; MAE compares them',
    },
    {
      what: 'the mask not given to the loss',
      changes: [['masked_patches(normalize: true)(patches, y, hidden)', 'mean((y - patches)^2)']],
      told: [],
      because: 'the ablation of the paper: a loss on all patches',
    },
    {
      what: 'a share to hide in per cent without its sign',
      changes: [['hide: 75%', 'hide: 75']],
      told: ['SSL3104 75'],
    },
    {
      what: 'all patches shown to the encoder',
      changes: [
        ['f(patches, shown), shown, hidden', 'f(patches, every), shown, hidden'],
        ['let y = ', 'let every[t < 49] = t\n  let y = '],
      ],
      told: ['SSL3101 g(f(patches, every), shown, hidden)'],
    },
    {
      what: 'patches of another size in the decoder',
      changes: [['masked_decoder(16,', 'masked_decoder(64,']],
      told: ['SSL3101 masked_patches(normalize: true)(patches, y, hidden)'],
    },
    {
      what: 'the number of heads no divisor of the width',
      changes: [['masked_vit(width: 64, depth: 3, heads: 4)', 'masked_vit(width: 64, depth: 3, heads: 5)']],
      told: ['SSL3116 f(patches, shown)'],
    },
    {
      what: 'patches that do not cover the picture',
      changes: [
        [
          'random_resized_crop(28, scale: 0.2..1.0) |> patchify(4)',
          'random_resized_crop(30, scale: 0.2..1.0) |> patchify(4)',
        ],
      ],
      told: ['SSL3116 x |> random_resized_crop(30, scale: 0.2..1.0) |> patchify(4)'],
    },
    {
      what: 'the target patches of another view',
      changes: [['(patches, y, hidden)', '(patchify(4)(random_resized_crop(28)(x)), y, hidden)']],
      told: ['SSL4114 masked_patches(normalize: true)(patchify(4)(random_resized_crop(28)(x)), y, hidden)'],
    },
    {
      what: 'the picture as the target, in order of pixels, not patches',
      changes: [['(patches, y, hidden)', '(reshape(x, [49, 16]), y, hidden)']],
      told: ['SSL2208 reshape(x, [49, 16])'],
    },
    {
      what: 'a warm-up as long as ten trainings',
      changes: [['warmup: 40 epochs', 'warmup: 4000 epochs']],
      told: ['SSL4108 cosine(1.5e-4, warmup: 4000 epochs)'],
    },
  ],
}

const context: Family = {
  program: 'tests/programs/context_encoder.ssl',
  mistakes: [
    {
      what: 'the generator owns the critic too',
      changes: [['generator_loss(d(painted)) over f, g', 'generator_loss(d(painted)) over f, g, d']],
      told: ['SSL2604 d'],
    },
    {
      what: 'the owners of both objectives forgotten',
      changes: [
        ['generator_loss(d(painted)) over f, g', 'generator_loss(d(painted))'],
        ['discriminator_loss(d(real), d(painted)) over d', 'discriminator_loss(d(real), d(painted))'],
      ],
      told: ['SSL2603 minimize discriminator_loss(d(real), d(painted))'],
    },
    {
      what: 'the owner of one objective forgotten',
      changes: [
        ['discriminator_loss(d(real), d(painted)) over d', 'discriminator_loss(d(real), d(painted))'],
      ],
      told: ['SSL3124 discriminator_loss(d(real), d(painted))'],
    },
    {
      what: 'the painting detached in the objective of its painter',
      changes: [
        ['generator_loss(d(painted)) over f, g', 'generator_loss(d(stop_gradient(painted))) over f, g'],
      ],
      told: ['SSL4119 generator_loss(d(stop_gradient(painted)))'],
    },
    {
      what: 'the critic trained by the painter alone, its objective forgotten',
      changes: [
        ['  minimize discriminator_loss(d(real), d(painted)) over d\n', ''],
        ['  optimizer over d: adam(lr: 2e-4, beta1: 0.5)\n', ''],
      ],
      told: ['SSL4101 d(painted)'],
    },
    {
      what: 'real and painted exchanged for the critic',
      changes: [['d(real), d(painted)', 'd(painted), d(real)']],
      told: [],
      because: 'both are pictures of one type; which of them is real the critic cannot know',
    },
    {
      what: 'the hole of another size than the painting',
      changes: [['center(hole) |> signed', 'center(hole - 2) |> signed']],
      told: ['SSL3101 block_reconstruction(overlap: overlap)(real, painted)', 'SSL3002 painted - real'],
    },
    {
      what: 'the whole picture given to the encoder',
      changes: [['painted = g(f(seen))', 'painted = g(f(view))']],
      told: ['SSL2501 seen'],
    },
    {
      what: 'a colour in 0..255 for the hole',
      changes: [['[117 / 255, 104 / 255, 123 / 255]', '[117, 104, 123]']],
      told: ['SSL3104 [117, 104, 123]'],
    },
    {
      what: 'the target another picture than the one seen: another flip',
      changes: [['let real = view |>', 'let real = flip_horizontal(x) |>']],
      told: ['SSL4114 block_reconstruction(overlap: overlap)(real, painted)'],
    },
    {
      what: 'both players share one model by accident',
      changes: [['model d = critic', 'model d = f |> pool |> linear(1) |> mean']],
      told: ['SSL2301 mean'],
    },
  ],
}

const colorization: Family = {
  program: 'tests/programs/colorization.ssl',
  mistakes: [
    {
      what: 'the colours given to the encoder',
      changes: [['model f = lightness |> colorizer', 'model f = to_lab |> colorizer']],
      told: ['SSL3101 f(view)'],
    },
    {
      what: 'the colour space of a normalised picture',
      changes: [
        ['let fine = chroma(view)', 'let fine = chroma(normalize([0.5, 0.5, 0.5], [0.2, 0.2, 0.2])(view))'],
      ],
      told: ['SSL3102 chroma(normalize([0.5, 0.5, 0.5], [0.2, 0.2, 0.2])(view))'],
    },
    {
      what: 'the targets at another resolution',
      changes: [['fine[b, 4 * i, 4 * j]', 'fine[b, 8 * i, 8 * j]']],
      told: [
        'SSL3101 rebalanced_cross_entropy(logits[b], target[b], weight)',
        'SSL3002 guess[b, i, j] - ab[b, i, j]',
      ],
    },
    {
      what: 'the colours scaled to -1..1 before they are encoded',
      changes: [['soft_encode(ab, ab_grid)', 'soft_encode(ab / 110, ab_grid)']],
      told: ['SSL3102 soft_encode(ab / 110, ab_grid)'],
    },
    {
      what: 'a softmax before the loss of logits',
      changes: [
        [
          'rebalanced_cross_entropy(logits[b], target[b], weight)',
          'rebalanced_cross_entropy(softmax(logits[b]), target[b], weight)',
        ],
      ],
      told: ['SSL3102 rebalanced_cross_entropy(softmax(logits[b]), target[b], weight)'],
    },
    {
      what: 'the targets of all pictures for each picture: an index forgotten',
      changes: [
        [
          'rebalanced_cross_entropy(logits[b], target[b], weight)',
          'rebalanced_cross_entropy(logits[b], target, weight)',
        ],
      ],
      told: ['SSL4115 rebalanced_cross_entropy(logits[b], target, weight)'],
    },
    {
      what: 'targets of another flip than the input',
      changes: [['let fine = chroma(view)', 'let fine = chroma(flip_horizontal(x))']],
      told: ['SSL4114 rebalanced_cross_entropy(logits[b], target[b], weight)'],
    },
    {
      what: 'the prior kept over the wrong axes',
      changes: [['mean[b, i, j](target[b, i, j])', 'mean[b](mean(target[b]))']],
      told: [],
      because: 'one number stands for a vector of equal ones',
    },
  ],
}

const split: Family = {
  program: 'tests/programs/split_brain.ssl',
  mistakes: [
    {
      what: 'one half in both objectives',
      changes: [
        [
          'pixel_cross_entropy(to_light(f2(view)), light) over f2, to_light',
          'pixel_cross_entropy(to_light(f1(view)), light) over f1, to_light',
        ],
      ],
      told: ['SSL2604 f1'],
    },
    {
      what: 'one half in both objectives, owned by the first',
      changes: [
        [
          'pixel_cross_entropy(to_light(f2(view)), light) over f2, to_light',
          'pixel_cross_entropy(to_light(f1(view)), light) over to_light',
        ],
      ],
      told: [],
      because: 'reading a model that another objective owns is sound: no gradient reaches it',
    },
    {
      what: 'the owners forgotten',
      changes: [
        [
          ' over f1, to_hue\n  minimize pixel_cross_entropy(to_light(f2(view)), light) over f2, to_light',
          '\n  minimize pixel_cross_entropy(to_light(f2(view)), light)',
        ],
      ],
      told: ['SSL2603 minimize pixel_cross_entropy(to_light(f2(view)), light)'],
    },
    {
      what: 'an owner that the objective does not reach',
      changes: [['light) over f2, to_light', 'light) over f1, to_light']],
      told: ['SSL2604 f1'],
    },
    {
      what: 'a head in the objectives that nobody owns',
      changes: [['light) over f2, to_light', 'light) over f2']],
      told: ['SSL4101 to_light(f2(view))'],
    },
    {
      what: 'a lightness given to the other half as well: it sees what it is to predict',
      changes: [['model f2 = chroma |> resnet_map', 'model f2 = to_lab |> resnet_map']],
      told: [],
      because: 'what is to be predicted is always computed from the same picture',
    },
    {
      what: 'the bins of one target with the head of the other',
      changes: [
        ['pixel_cross_entropy(to_light(f2(view)), light)', 'pixel_cross_entropy(to_light(f2(view)), hue)'],
      ],
      told: ['SSL2501 light', 'SSL3136 pixel_cross_entropy(to_light(f2(view)), hue)'],
    },
  ],
}

export const reconstruction: readonly Family[] = [denoising, stacked, mae, context, colorization, split]
