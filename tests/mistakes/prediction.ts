import type { Family } from './mistake.js'

const rotation: Family = {
  program: 'tests/programs/rotation.ssl',
  mistakes: [
    {
      what: 'the number of the example as the label, not that of the turn',
      changes: [
        [
          'minimize mean[b, r](cross_entropy(logits[b, r], r))',
          'minimize mean[b, r](cross_entropy(logits[b, r], b))',
        ],
      ],
      told: ['SSL3136 cross_entropy(logits[b, r], b)'],
    },
    {
      what: 'a class too few',
      changes: [['linear(4)', 'linear(3)']],
      told: ['SSL3136 cross_entropy(logits[b, r], r)'],
    },
    {
      what: 'a softmax before the cross-entropy',
      changes: [['cross_entropy(logits[b, r], r)', 'cross_entropy(softmax(logits[b, r]), r)']],
      told: ['SSL3102 cross_entropy(softmax(logits[b, r]), r)'],
    },
    {
      what: 'an index forgotten on the turns',
      changes: [['f(turns[b, r])', 'f(turns[b])']],
      told: ['SSL2211 turns[b]'],
    },
    {
      what: 'indices in the wrong order',
      changes: [['f(turns[b, r])', 'f(turns[r, b])']],
      told: ['SSL2404 b', 'SSL2404 b', 'SSL2404 b'],
    },
    {
      what: 'the turns given as labels of a picture that was not turned',
      changes: [
        ['f(turns[b, r])', 'f(x[b])'],
        ['  let turns = x |> random_crop |> flip_horizontal |> four_turns\n', ''],
        ['let logits[b, r] =', 'let logits[b, r < 4] ='],
      ],
      told: [],
      because: 'an index that a value does not depend on repeats it',
    },
    {
      what: 'a drawn turn that is not applied',
      changes: [
        [
          'let logits[b, r] = g(f(turns[b, r]))\n  minimize mean[b, r](cross_entropy(logits[b, r], r))\n  metric accuracy = mean[b, r](argmax(logits[b, r]) == r)',
          'let turn[b < B] ~ integer(0..3)\n  let logits = g(f(x))\n  minimize cross_entropy(logits, turn)',
        ],
        ['  let turns = x |> random_crop |> flip_horizontal |> four_turns\n', ''],
      ],
      told: ['SSL4114 cross_entropy(logits, turn)'],
    },
    {
      what: 'a drawn label without the index of its example',
      changes: [
        [
          'let logits[b, r] = g(f(turns[b, r]))\n  minimize mean[b, r](cross_entropy(logits[b, r], r))\n  metric accuracy = mean[b, r](argmax(logits[b, r]) == r)',
          'let turn[b < B] ~ integer(0..3)\n  let turned[b] = turns[b, turn[b]]\n  let logits = g(f(turned))\n  minimize mean[b](cross_entropy(logits[b], turn))',
        ],
      ],
      told: ['SSL4115 cross_entropy(logits[b], turn)'],
    },
    {
      what: 'the accuracy as the objective',
      changes: [
        [
          'minimize mean[b, r](cross_entropy(logits[b, r], r))\n',
          'minimize 1 - mean[b, r](argmax(logits[b, r]) == r)\n',
        ],
      ],
      told: [
        'SSL4101 f(turns[b, r])',
        'SSL4101 g(f(turns[b, r]))',
        'SSL3123 1 - mean[b, r](argmax(logits[b, r]) == r)',
      ],
    },
    {
      what: 'a nesterov step without momentum',
      changes: [['nesterov: true', 'momentum: 0, nesterov: true']],
      told: [
        'SSL3106 sgd( lr: step_decay(0.1, factor: 0.2, at: [60 epochs, 120 epochs, 160 epochs]), momentum: 0, nesterov: true, weight_decay: 5e-4, )',
      ],
    },
    {
      what: 'a weight decay of 5e4 for 5e-4',
      changes: [['weight_decay: 5e-4', 'weight_decay: 5e4']],
      told: ['SSL4116 step_decay(0.1, factor: 0.2, at: [60 epochs, 120 epochs, 160 epochs])'],
    },
    {
      what: 'a negative learning rate',
      changes: [['step_decay(0.1,', 'step_decay(-0.1,']],
      told: ['SSL3104 step_decay(-0.1, factor: 0.2, at: [60 epochs, 120 epochs, 160 epochs])'],
    },
  ],
}

const jigsaw: Family = {
  program: 'tests/programs/jigsaw.ssl',
  mistakes: [
    {
      what: 'the puzzle of the whole batch for each example: an index forgotten',
      changes: [
        ['minimize cross_entropy(logits, puzzle)', 'minimize mean[b](cross_entropy(logits[b], puzzle))'],
      ],
      told: ['SSL4115 cross_entropy(logits[b], puzzle)'],
    },
    {
      what: 'all tiles at once given to the encoder',
      changes: [['let features[b, s] = f(tiles[b, s])', 'let features = f(tiles)']],
      told: ['SSL2209 tiles'],
    },
    {
      what: 'the tiles left in their order',
      changes: [
        ['cell * (puzzles[puzzle, s] div grid)', 'cell * (s div grid)'],
        ['cell * (puzzles[puzzle, s] mod grid)', 'cell * (s mod grid)'],
      ],
      told: ['SSL4114 cross_entropy(logits, puzzle)'],
    },
    {
      what: 'more puzzles than classes',
      changes: [['classes: 100', 'classes: 64']],
      told: ['SSL3136 cross_entropy(logits, puzzle)'],
    },
    {
      what: 'tiles larger than their cells',
      changes: [['scramble(3, 64, puzzles)', 'scramble(3, 96, puzzles)']],
      told: ['SSL3106 integer(0 .. cell - tile)'],
    },
    {
      what: 'the label of one puzzle for all examples',
      changes: [['minimize cross_entropy(logits, puzzle)', 'minimize cross_entropy(logits, puzzle[0])']],
      told: [],
      because: 'one row of a batch is a value like others',
    },
    {
      what: 'the tiles of one picture for the whole batch',
      changes: [['f(tiles[b, s])', 'f(tiles[0, s])']],
      told: ['SSL2403 b'],
    },
  ],
}

const relative: Family = {
  program: 'tests/programs/relative_position.ssl',
  mistakes: [
    {
      what: 'one patch on both sides',
      changes: [['f(drop_colors(second))', 'f(drop_colors(first))']],
      told: ['SSL2501 second', 'SSL4114 cross_entropy(logits, position)'],
    },
    {
      what: 'seven classes for eight places',
      changes: [['classes: 8', 'classes: 7']],
      told: ['SSL3136 cross_entropy(logits, position)'],
    },
    {
      what: 'no room for three patches',
      changes: [['size: 96, gap: 48', 'size: 160, gap: 48']],
      told: ['SSL3116 patch_pair(size: 160, gap: 48, jitter: 7)(x)'],
    },
    { what: 'a negative gap', changes: [['gap: 48', 'gap: -48']], told: ['SSL3104 -48'] },
    {
      what: 'the results of the augmentation in another order',
      changes: [['let (first, second, position)', 'let (position, first, second)']],
      told: ['SSL2208 second'],
    },
    {
      what: 'the counter-measure against chromatic aberration forgotten',
      changes: [['f(drop_colors(first)), f(drop_colors(second))', 'f(first), f(second)']],
      told: [],
      because: 'a matter of the lens, not of the program',
    },
    {
      what: 'two encoders where one was meant',
      changes: [
        ['f(drop_colors(second))', 'f2(drop_colors(second))'],
        [
          'model g = pair',
          'model f2 = standardize_map |> resnet(widths: [32, 64, 128, 256], blocks: 1)\nmodel g = pair',
        ],
      ],
      told: [],
      because: 'two networks for two kinds of input are a method of their own',
    },
  ],
}

const cpc: Family = {
  program: 'tests/programs/cpc_images.ssl',
  mistakes: [
    {
      what: 'batch normalisation in the encoder of patches',
      changes: [['norm: identity', 'norm: batch_norm']],
      told: ['SSL4102 f(shift(4)(patches[b, r, s]))'],
    },
    {
      what: 'the context computed for the target too',
      changes: [['(predict(context(z)), z)', '(predict(context(z)), context(z))']],
      told: [],
      because: 'targets may be contexts; that these see the answer only their receptive field says',
    },
    {
      what: 'prediction and target exchanged',
      changes: [['(predict(context(z)), z)', '(z, predict(context(z)))']],
      told: ['SSL2208 z'],
    },
    {
      what: 'patches that do not reach the border',
      changes: [['data photos: image[256, 256, 1]', 'data photos: image[250, 250, 1]']],
      told: ['SSL3116 x |> flip_horizontal |> patch_grid(64, 32)'],
    },
    {
      what: 'more steps ahead than rows',
      changes: [['step_predictions(3, 256)', 'step_predictions(9, 256)']],
      told: ['SSL3006 cpc_grid(skip: 1)(predict(context(z)), z)'],
    },
    {
      what: 'predictions of another width',
      changes: [['step_predictions(3, 256)', 'step_predictions(3, 128)']],
      told: ['SSL3101 cpc_grid(skip: 1)(predict(context(z)), z)'],
    },
  ],
}

const speech: Family = {
  program: 'tests/programs/cpc_audio.ssl',
  mistakes: [
    {
      what: 'more steps ahead than frames',
      changes: [['step_predictions(12, 512)', 'step_predictions(200, 512)']],
      told: ['SSL3006 cpc(p, z)', 'SSL3006 cpc(p, z)'],
    },
  ],
}

const words: Family = {
  program: 'tests/programs/word2vec.ssl',
  mistakes: [
    {
      what: 'the padding of a context not left out',
      changes: [['sum[c]((context[b, c] >= 0) * E(context[b, c]))', 'sum[c](E(context[b, c]))']],
      told: [],
      because: 'an index below 0 is clamped, as the language says; the masked program reads it too',
    },
    {
      what: 'the noise one word too far',
      changes: [
        [
          'let noise[b < B, k < 5] ~ categorical(pairs.counts^0.75)',
          'let noise[b < B, k < 5] ~ integer(0 .. pairs.vocabulary)',
        ],
      ],
      told: [],
      because: 'the vocabulary shows only when the data is read; the one word too many is clamped',
    },
    {
      what: 'word and context exchanged in the batch',
      changes: [['batch (context, word) from pairs', 'batch (word, context) from pairs']],
      told: [],
      because: 'harmless: the other direction of the same pairs',
    },
    {
      what: 'the noise as the word',
      changes: [
        [
          'negative_sampling(E(context), U[word], U[noise], kept)',
          'negative_sampling(E(context), U[noise], U[word], kept)',
        ],
      ],
      told: ['SSL2209 U[noise]'],
    },
  ],
}

const three: Family = {
  program: 'tests/programs/three_mechanisms.ssl',
  mistakes: [
    {
      what: 'one view for queries and keys of the batch',
      changes: [['(query(view(x)), query(view(x)))', '(query(x), query(x))']],
      told: ['SSL4005 batch_info_nce(temperature: temperature)(query(x), query(x))'],
    },
    {
      what: 'more entries drawn than the bank has',
      changes: [['integer(0 .. letters.count - 1)', 'integer(0..4000)']],
      told: [],
      because: 'the number of pictures shows only when the data is read; indices past the end are clamped',
    },
    {
      what: 'the bank never written',
      changes: [['  update bank[i] = blend(bank[i], q)\n', '']],
      told: ['SSL2502 bank'],
    },
    {
      what: 'the queries in the queue, the keys in the loss',
      changes: [['update keys = enqueue(keys, k)', 'update keys = enqueue(keys, query(view(x)))']],
      told: ['SSL4118 info_nce(temperature: temperature)(query(view(x)), k, keys)'],
    },
  ],
}

export const prediction: readonly Family[] = [rotation, jigsaw, relative, cpc, speech, words, three]
