import { spawnSync } from 'node:child_process'

// Images a second from end to end (reading, drawing, augmenting, training) with SimCLR's augmentation,
// beside the same step with next to none; in turn, the best of three rounds each.

/** Images a second between the fifth and the last step of a run. */
function rate(program: string): number {
  const args = [
    'dist/cli.js',
    'train',
    `bench/programs/${program}.ssl`,
    '--json',
    '--no-evaluate',
    '--home',
    '.sslang/bench',
  ]
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const end = stdout
    .split('\n')
    .flatMap((line) =>
      line.includes('"is":"end"') ? [JSON.parse(line) as { seconds: number; step: number }] : [],
    )
  const [last] = end
  return last ? (last.step * 256) / last.seconds : Number.NaN
}

const best = { augmented: 0, bare: 0 }
for (let round = 0; round < 3; round++) {
  for (const program of ['augmented', 'bare'] as const) best[program] = Math.max(best[program], rate(program))
}
console.log(
  `${best.augmented.toFixed(0)} images/s with augmentation, ${best.bare.toFixed(0)} with next to none: ` +
    `${(best.augmented / best.bare).toFixed(2)} (at least 0.9)`,
)
