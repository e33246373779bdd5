import * as $ from '../index.js'

/** A small contrastive program as the compiler writes them: three kinds of noisy 4 × 4 pictures. */
export interface ContrastiveOptions {
  readonly count?: number
  readonly size?: number
  readonly epochs?: number
  /** Tested on other data, or on those of the training. */
  readonly test?: boolean | 'own'
  readonly labels?: boolean
  readonly temperature?: number
  readonly precision?: 'f32' | 'mixed'
  /** Trained with labels at the end, and nothing else. */
  readonly tune?: boolean
}

const side = 4

function blobs({ count, labels }: { readonly count: number; readonly labels: boolean }) {
  const noise = (index: number, pixel: number): number =>
    Math.abs(Math.sin(index * 91.7 + pixel * 13.3)) * 0.4
  return {
    count,
    read: (index: number) =>
      Array.from(
        { length: side * side },
        (_, pixel) => noise(index, pixel) + (pixel % 3 === index % 3 ? 0.5 : 0),
      ),
    ...(labels && { label: (index: number) => ['a', 'b', 'c'][index % 3] as string }),
  }
}

export function contrastive(options: ContrastiveOptions = {}) {
  const { count = 60, size = 8, epochs = 2, test = false, labels = true, temperature = 0.5 } = options
  const { precision = 'f32', tune = false } = options
  const type = $.type.image([side, side, 1])
  const pictures = $.data('pictures', { type, source: $.from(blobs, { count, labels }) })
  const others = $.data('others', { type, source: $.from(blobs, { count: 30, labels }) })

  const view = $.augment('view', { data: { x: type } }, (_, { x }) => {
    const shift = $.draw('shift', $.uniform(-0.1, 0.1), [side])
    return $.image($.add(x, shift, 'ijc,j->ijc'))
  })
  const flat = $.encoder(
    'flat',
    { configuration: { out: $.type.int({ above: 0 }) }, data: { x: $.type.f32(['H', 'W', 'C']) } },
    ({ out }, { x }, { H, W, C }) => {
      const W1 = $.param('W', [H * W * C, out], $.he_normal())
      return $.tanh($.contract($.reshape(x, 3, [H * W * C]), W1, 'i,io->o'))
    },
  )
  const linear = $.head(
    'linear',
    { configuration: { out: $.type.int({ above: 0 }) }, data: { x: $.type.f32(['D']) } },
    ({ out }, { x }, { D }) => $.contract(x, $.param('W', [D, out], $.xavier_uniform()), 'd,do->o'),
  )
  const nt_xent = $.loss(
    'nt_xent',
    {
      configuration: { temperature: $.type.f32({ above: 0, default: 0.5 }) },
      data: { u: $.type.f32(['B', 'D']), v: $.type.f32(['B', 'D']) },
    },
    (given, { u, v }, { B }) => {
      const all = $.concat([u, v], 2)
      const z = $.divide(all, $.sqrt($.sum($.multiply(all, all), 'id->i')), 'id,i->id')
      const s = $.divide($.contract(z, z, 'id,jd->ij'), given.temperature)
      const n = $.size(s, -1)
      const other = $.notEqual($.index(n), $.index(n), 'j,i->ij')
      const partner = $.gather(s, [$.mod($.add($.index(n), B), 2 * B)], 'iN,i->i')
      return $.mean($.subtract($.logsumexp(s, 'ij,ij->i', { where: other }), partner), 'i->')
    },
  )
  const f = $.model('f', () => flat({ out: 6 }))
  const g = $.model('g', () => linear({ out: 4 }))
  const simclr = $.pretext<'f'>('simclr', () => {
    const [x] = $.batch(pictures, { size })
    $.minimize(nt_xent({ temperature })(g(f(view(x))), g(f(view(x)))))
  })
  const optimizer = $.adam({ lr: $.cosine({ from: 0.01 }) })
  $.train([simclr], { epochs, optimizer, precision, log: $.steps(2) })
  const features = [
    $.linear_probe({ epochs: 20 }),
    $.knn({ k: 5 }),
    $.label_fractions({ fractions: [6], repeats: 2 }),
    $.tsne({ perplexity: 5, points: 20 }),
  ]
  const tuned = [
    $.fine_tune({ epochs: 20, lr: 0.02 }),
    $.label_fractions({ fractions: [6, 0.5], repeats: 2, tune: true }),
  ]
  const tested = test ? { test: test === 'own' ? pictures : others } : {}
  $.evaluate([[simclr, f]], tested, tune ? tuned : features)
  return simclr
}
