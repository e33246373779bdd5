import type { Nested } from '../../src/program/index.js'

/** A definition of the library, and what it is called with: data and configuration together. */
export type Call = readonly [path: string, input: Readonly<Record<string, unknown>>]

/** Numbers in 0..1, the same each time, none near another; of the given shape. */
function values(shape: readonly number[], seed: number): Nested {
  let state = seed * 7919 + 17
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return 0.02 + (0.96 * (state >>> 8)) / 2 ** 24
  }
  const nested = (sizes: readonly number[]): Nested => {
    const [size, ...rest] = sizes
    return size === undefined ? next() : Array.from({ length: size }, () => nested(rest))
  }
  return nested(shape)
}

const scaled = (value: Nested, map: (x: number) => number): Nested =>
  Array.isArray(value) ? value.map((item) => scaled(item as Nested, map)) : map(Number(value))

/** A batch of pictures, of features of either sign, of whole numbers. */
const picture = (size = 8, channels = 3): Nested => values([3, size, size, channels], size + channels)
const features = (...shape: number[]): Nested => scaled(values(shape, shape.length), (x) => 3 * x - 1.5)
const wholes = (below: number, ...shape: number[]): Nested =>
  scaled(values(shape, below), (x) => Math.floor(x * below))

const x = picture()
const grey = picture(8, 1)
const map = features(3, 8, 8, 3)
const tokens = features(2, 9, 12)
const vectors = features(5, 6)

/** Encoders of published sizes and their parameters: compiled, not called, as they are their parts below. */
export const published: readonly (readonly [encoder: string, size: number, parameters: number])[] = [
  // As torchvision counts the residual networks (without their last linear layer; the small beginning has
  // 64·3·(7² − 3²) = 7,680 weights less) and AlexNet's convolutions, and timm the transformers (no classes).
  ['resnet18', 224, 11_176_512],
  ['resnet34', 224, 21_284_672],
  ['resnet50', 224, 23_508_032],
  ['resnet18(stem: cifar_stem)', 32, 11_168_832],
  ['resnet50(stem: cifar_stem)', 32, 23_500_352],
  ['alexnet_map', 224, 2_469_696],
  ['vit_tiny', 224, 5_524_416],
  ['vit_small', 224, 21_665_664],
  ['vit_base', 224, 85_798_656],
]

/** Every other definition of the library but the losses. */
export const calls: readonly Call[] = [
  ['augment.gray', { x }],
  ['augment.interpolation', { out: 4, n: 6, start: 0.3, step: 1.2 }],
  [
    'augment.window',
    { size: 6, x, top: [1, 0, 0.5], left: [0.5, 1, 2], height: [6, 7, 5], width: [5, 7, 4] },
  ],
  ['augment.random_resized_crop', { size: 6, x }],
  ['augment.multi_crop', { count: 2, size: 4, x }],
  ['augment.random_crop', { padding: 2, x }],
  ['augment.flip_horizontal', { x }],
  ['augment.flip_vertical', { x }],
  ['augment.quarter_turn', { x }],
  [
    'augment.sample',
    {
      x,
      row: scaled(values([3, 8, 8], 5), (y) => 10 * y - 1),
      column: scaled(values([3, 8, 8], 6), (y) => 10 * y - 1),
    },
  ],
  ['augment.affine', { x, angle: 20, right: 1, down: -0.3, scale: 1.2, shear: 10, shear_y: -5 }],
  ['augment.random_rotation', { degrees: [-90, 90], x }],
  [
    'augment.random_affine',
    { degrees: [-90, 90], translate: [0.2, 0.2], scale: [0.5, 2], shear: [-9, 9], x },
  ],
  ['augment.adjust_brightness', { x, factor: 1.4 }],
  ['augment.adjust_contrast', { x, factor: 1.4 }],
  ['augment.adjust_saturation', { x, factor: 0.3 }],
  ['augment.adjust_hue', { x, turn: -0.3 }],
  ['augment.color_jitter', { x, p: 1 }],
  ['augment.color_jitter', { x: grey, hue: 0, p: 1 }],
  ['augment.grayscale', { x }],
  ['augment.gaussian_blur', { radius: 2, x, p: 1 }],
  ['augment.solarize', { x, p: 1 }],
  ['augment.posterize', { bits: 3, x, p: 1 }],
  ['augment.erase', { value: 0.5, x, top: 1, left: -1, height: 4, width: 5 }],
  ['augment.random_erasing', { x, p: 1 }],
  ['augment.cutout', { size: 4, x }],
  ['augment.drop_colors', { x }],
  ['augment.normalize', { x, mean: [0.4, 0.5, 0.6], deviation: [0.2, 0.3, 0.25] }],
  ['color.linearize', { v: vectors }],
  ['color.cube_root', { t: values([12], 3) }],
  ['color.to_lab', { x }],
  ['color.delinearize', { v: vectors }],
  ['color.cube', { t: values([12], 3) }],
  ['color.from_lab', { x: scaled(values([3, 4, 4, 3], 8), (y) => 40 * y + 20) }],
  ['color.hue_of', { x }],
  ['color.to_hsv', { x }],
  ['color.from_hsv', { x }],
  ['color.lightness', { x }],
  ['color.chroma', { x }],
  ['corrupt.masking_noise', { rate: 0.3, x: vectors }],
  ['corrupt.exact_masking_noise', { rate: 0.5, x: vectors }],
  ['corrupt.salt_and_pepper', { rate: 0.4, x: vectors }],
  ['corrupt.gaussian_noise', { sigma: 0.3, x: vectors }],
  ['corrupt.center', { size: 4, x }],
  ['corrupt.paint_center', { size: 4, color: [0.1, 0.2, 0.3], x }],
  ['corrupt.random_blocks', { count: 2, size: 3, color: [0.1, 0.2, 0.3], x }],
  ['corrupt.random_region', { color: [0.1, 0.2, 0.3], coarse: 3, x }],
  ['corrupt.split_tokens', { x: tokens }],
  ['encoders.sigmoid_layer', { out: 4, x: vectors }],
  ['encoders.tiny_conv', { out: 5, widths: [3, 4], x }],
  ['encoders.resnet_map', { widths: [3, 4], blocks: 1, x }],
  ['encoders.resnet', { widths: [3, 4, 5], blocks: 2, x }],
  ['encoders.resnet', { widths: [3, 4], blocks: 1, norm: 'map_norm', x }],
  ['encoders.unet', { out: 2, width: 3, x }],
  ['encoders.vit', { size: 4, width: 12, depth: 1, heads: 3, grid: 3, x }],
  ['encoders.nin_block', { kernel: 3, widths: [3, 4], x }],
  ['encoders.vit', { size: 4, width: 12, depth: 2, heads: 3, x }],
  ['encoders.masked_vit', { width: 12, depth: 1, heads: 3, patches: tokens, shown: [0, 3, 4] }],
  ['encoders.sound_encoder', { width: 3, kernels: [4, 4], strides: [2, 2], x: features(2, 32) }],
  ['encoders.grid_context', { width: 4, depth: 2, x: features(2, 3, 4, 4) }],
  ['heads.mlp', { hidden: 5, out: 4, x: vectors }],
  ['heads.mlp', { hidden: 5, out: 4, depth: 3, activation: 'gelu', x: vectors }],
  ['heads.up_decoder', { widths: [4, 3], out: 2, x: features(2, 3, 3, 3) }],
  ['heads.predictor', { hidden: 4, x: vectors }],
  ['heads.projector', { hidden: 5, out: 4, depth: 3, x: vectors }],
  ['heads.prototypes', { count: 4, z: vectors }],
  ['heads.dino_head', { hidden: 5, bottleneck: 4, out: 6, x: vectors }],
  ['heads.tied_decoder', { W: features(4, 6), y: vectors }],
  [
    'heads.masked_decoder',
    {
      out: 5,
      width: 12,
      depth: 1,
      heads: 3,
      code: features(2, 5, 8),
      shown: [0, 3, 4, 7],
      hidden: Array.from({ length: 9 }, (_, t) => (![0, 3, 4, 7].includes(t) ? 1 : 0)),
    },
  ],
  ['heads.step_predictions', { steps: 2, out: 3, c: tokens }],
  ['heads.pair_classifier', { hidden: 5, classes: 3, first: vectors, second: scaled(vectors, (y) => y * y) }],
  ['heads.puzzle_classifier', { hidden: 5, classes: 4, tiles: features(3, 4, 5) }],
  ['layers.linear', { out: 4, x: tokens }],
  ['layers.conv', { out: 4, x: map }],
  ['layers.conv', { out: 4, kernel: 4, stride: 2, padding: 1, x: map }],
  ['layers.conv', { out: 2, kernel: 3, dilation: 2, x: map }],
  ['layers.conv1d', { out: 3, kernel: 4, stride: 2, x: features(2, 12, 3) }],
  ['layers.up_conv', { out: 2, x: features(2, 3, 3, 3) }],
  ['layers.channelwise', { x: features(2, 3, 3, 2) }],
  ['layers.max_pool', { x: map }],
  ['layers.average_pool', { x: map }],
  ['layers.embedding', { size: 7, width: 3, word: wholes(7, 5) }],
  ['layers.leaky_relu', { x: vectors }],
  ['layers.dropout', { x: vectors }],
  ['layers.batch_norm', { x: map }],
  ['layers.batch_norm', { affine: false, x: vectors }],
  ['layers.layer_norm', { x: tokens }],
  ['layers.map_norm', { x: map }],
  ['layers.norm_conv', { out: 4, stride: 2, x: map }],
  ['layers.residual', { width: 3, x: map }],
  ['layers.residual', { width: 4, stride: 2, x: map }],
  ['layers.double_conv', { width: 4, x: map }],
  ['layers.merge', { width: 3, small: features(2, 3, 3, 4), large: features(2, 6, 6, 2) }],
  ['layers.bottleneck', { width: 2, x: map }],
  ['layers.bottleneck', { width: 2, stride: 2, x: features(3, 8, 8, 8) }],
  ['layers.imagenet_stem', { width: 4, x }],
  ['layers.cifar_stem', { width: 4, x }],
  ['layers.residual_stages', { widths: [3, 4], blocks: [1, 2], x: map }],
  ['layers.bottleneck_stages', { widths: [2, 3], blocks: [1, 1], x: map }],
  ['layers.learned_positions', { grid: 3, x: features(2, 5, 4) }],
  ['layers.attention', { heads: 3, x: tokens }],
  ['layers.transformer_block', { heads: 3, x: tokens }],
  ['layers.gru_cell', { hidden: 4, h: features(5, 4), x: vectors }],
  ['layers.gru', { hidden: 4, x: tokens }],
  ['layers.patchify', { size: 4, x: map }],
  ['layers.patch_grid', { size: 4, stride: 2, x: map }],
  ['layers.wave_code', { width: 6, at: [0, 1.5, 3] }],
  ['layers.add_positions', { x: tokens }],
  ['layers.row_block', { width: 4, x: features(2, 3, 4, 4) }],
  ['prelude.identity', { x: vectors }],
  ['prelude.clamp', { to: [-0.5, 0.7], x: vectors }],
  ['prelude.l2_normalize', { x: vectors }],
  ['prelude.cosine_similarity', { u: vectors, v: scaled(vectors, (y) => y + y * y) }],
  ['prelude.log_softmax', { x: vectors }],
  ['prelude.softmax', { x: vectors }],
  ['prelude.standardize', { x: vectors }],
  ['prelude.standardize_map', { x: map }],
  ['prelude.flatten', { x: map }],
  ['prelude.pool', { x: map }],
  ['prelude.top', { count: 2, x: vectors }],
  ['prelude.enqueue', { queue: features(6, 3), fresh: scaled(features(2, 3), (y) => y / 2) }],
]
