/* Mutants that no test can tell from the library, and why. */

export interface Equivalent {
  readonly because: string
  /** By definition, what the line becomes. */
  readonly of: Readonly<Record<string, readonly string[]>>
}

export const equivalents: readonly Equivalent[] = [
  {
    because: 'covariances are symmetric',
    of: {
      whiten: [
        'let positive[j, i] = c[i, j] + 1e-9 * (i == j)',
        'let positive[i, j] = c[j, i] + 1e-9 * (i == j)',
      ],
    },
  },
  {
    because: 'the joint probabilities of a plot are symmetric',
    of: {
      tsne_cost: ['sum[i, j != i](plogp(p[i, j]) - p[j, i] * (a[i, j] - log_z))'],
    },
  },
  {
    because: 'nothing stands on the diagonal of the probabilities',
    of: { tsne_cost: ['sum[i, j](plogp(p[i, j]) - p[i, j] * (a[i, j] - log_z))'] },
  },
  {
    because: 'all places off the diagonal are summed, in either order',
    of: {
      barlow_twins: ['let c[j, i] = mean[b](x[b, i] * y[b, j])'],
    },
  },
  {
    because: 'a mean takes rows for columns',
    of: {
      block_reconstruction: ['let e[j, i] = w[i, j] * (stop_gradient(target[i, j]) - y[i, j])^2'],
    },
  },
  {
    because: 'the place where the index is used bounds it the same',
    of: {
      block_average: ['let y[t] = mean[l](standardize(blocks[L - count + l, t]))'],
      cpc_grid: ['let hit[b, r, c, k] = s[b, r, c, k, b, r + k + 1 + skip, c]'],
    },
  },
  {
    because: 'only an even function of the difference is used',
    of: {
      data2vec: ['let e = smooth_l1(beta: beta)((stop_gradient(target) - y))'],
      i_jepa: ['mean(smooth_l1((stop_gradient(standardize(target)) - y)))'],
      glove: ['let diff[n] = (log(seen[n]) - (w[n] @ v[n] + b[n] + c[n]))'],
    },
  },
  {
    because: 'the signs of both factors of a covariance change, or of both views',
    of: {
      covariance_matrix: ['let centered = (mean[b](z[b]) - z)'],
      standardize_columns: ['let centered = (mean[b](z[b]) - z)'],
    },
  },
  {
    because: 'the smallest sum of two is the smallest mean',
    of: {
      ab_bin: ['fn ab_bin(ab: lab[..., 2], grid: f32[Q, 2]) -> int[...] = argmin[q](mean((ab - grid[q])^2))'],
    },
  },
  {
    because: 'the weights are normalised afterwards',
    of: { rebalance: ['let w = 2 / ((1 - mix) * prior + mix / Q)'] },
  },
  {
    because: 'both branches meet where the error is `beta`',
    of: {
      smooth_l1: [
        'if beta == 0 then abs(d) else where(abs(d) < beta, 0.5 * d^2 / beta, abs(d) - 0.5 * beta)',
      ],
    },
  },
  {
    because: 'the cross-entropy stops its target itself',
    of: { dino: ['let p = softmax((teacher - center) / teacher_temperature)'] },
  },
  {
    because: 'a number of which only the order of magnitude matters: nothing comes near it',
    of: {
      analogy: ['argmax[w](where(w == a or w == b or w == c, -2000000000, z[w] @ query))'],
      wav2vec2: ['logsumexp(concat([positive], where(copy, -2000000000, others))) - positive'],
      plogp: ['fn plogp(p: f32) = p * log(maximum(p, 2e-30))'],
      glove: ['let seen[n] = maximum(count[n], 2e-30)'],
    },
  },
]

/** Why a mutant is none; undefined where a test is missing. */
export const reasonOf = (definition: string, after: string): string | undefined =>
  equivalents.find(({ of }) => of[definition]?.includes(after))?.because
