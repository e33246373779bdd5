import type { StepProgram } from '../src/program/step/program.js'
import type { TensorSource } from '../src/runtime/checkpoint/init.js'

// Which tensors of the PyTorch programs in bench/peers are which parameters of the programs in bench/programs.

const norm: Readonly<Record<string, string>> = {
  scale: 'weight',
  shift: 'bias',
  mu: 'running_mean',
  variance: 'running_var',
}

/** A path, what it is called in PyTorch, and the order of axes: of convolutions, then of matrices. */
const rules: readonly (readonly [RegExp, (...parts: string[]) => string, (readonly number[])?])[] = [
  [/^f\.resnet_map1\.norm_conv1\.conv1\.k$/, () => 'f.stem.weight', [2, 3, 1, 0]],
  [/^f\.resnet_map1\.norm_conv1\.batch_norm1\.(\w+)$/, (what = '') => `f.norm.${norm[what]}`],
  [
    /^f\.resnet_map1\.residual(\d+)\.norm_conv(\d)\.conv1\.k$/,
    (block, part) => `f.blocks.${Number(block) - 1}.${part === '3' ? 'short.0' : `conv${part}`}.weight`,
    [2, 3, 1, 0],
  ],
  [
    /^f\.resnet_map1\.residual(\d+)\.norm_conv(\d)\.batch_norm1\.(\w+)$/,
    (block, part, what = '') =>
      `f.blocks.${Number(block) - 1}.${part === '3' ? 'short.1' : `norm${part}`}.${norm[what]}`,
  ],
  [/^(\w+)\.linear(\d)\.W$/, (model, place) => `${model}.linear.${Number(place) - 1}.weight`, [1, 0]],
  [/^(\w+)\.linear(\d)\.b$/, (model, place) => `${model}.linear.${Number(place) - 1}.bias`],
  [
    /^(\w+)\.batch_norm(\d)\.(\w+)$/,
    (model, place, what = '') => `${model}.norm.${Number(place) - 1}.${norm[what]}`,
  ],
  [/^(\w+)\.W$/, (model) => `${model}.weight`, [1, 0]],
  [/^(\w+)\.b$/, (model) => `${model}.bias`],
]

/** The names for `--init` of the given variables; those that no rule is about start as the program says. */
export function namesOf(paths: readonly string[]): Record<string, TensorSource> {
  return Object.fromEntries(
    paths.flatMap((path): [string, TensorSource][] => {
      const rule = rules.find(([pattern]) => pattern.test(path))
      if (!rule) return []
      const [pattern, name, axes] = rule
      const from = name(...(pattern.exec(path) ?? []).slice(1))
      return [[path, axes ? { from, axes } : from]]
    }),
  )
}

/** The parameters and running statistics of a program that a peer has too. */
export const startedFromFile = ({ variables }: StepProgram): string[] =>
  Object.entries(variables).flatMap(([path, { role, source }]) =>
    role === 'parameter' || (role === 'state' && source === undefined) ? [path] : [],
  )
