import { spawn, spawnSync } from 'node:child_process'

// SimCLR on Fashion-MNIST from end to end: images a second with augmentation and with next to none, seconds from the
// command to the trained encoder (10,000 images, 5 epochs), 20-NN accuracy of it; beside PyTorch programs of the same
// recipe, as lightly's guide has it and tuned. In turn; the best of all rounds, the mean of the accuracies.
//   npm run bench -- epoch
//   ROUNDS=3 npm run bench -- epoch

const rounds = Number(process.env.ROUNDS ?? 2)
const python = process.env.PYTHON ?? 'python3'

interface Run {
  /** Images a second. */
  readonly rate: number
  /** From the command to the last step. */
  readonly seconds: number
  readonly accuracy: number
}

/** A run of our command line. */
function ours(program: string, engine: string, precision: string, seed: number): Promise<Run | undefined> {
  const began = performance.now()
  const args = ['dist/cli.js', 'train', `bench/programs/${program}.ssl`, '--json', '--engine', engine]
  args.push('--seed', String(seed), '--set', `train.precision=${precision}`, '--home', '.sslang/bench')
  const child = spawn(process.execPath, args)
  let [text, seconds] = ['', Number.NaN]
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (Number.isNaN(seconds) && text.includes('"is":"end"')) seconds = (performance.now() - began) / 1000
  })
  return new Promise((done) => {
    child.once('exit', (code) => {
      if (code !== 0) return done(undefined)
      const events = text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
      const end = events.find(({ is }) => is === 'end') as { step: number; seconds: number }
      const accuracy = Number(/"accuracy":([\d.]+)/.exec(text)?.[1]) * 100
      done({ rate: (end.step * 256) / end.seconds, seconds, accuracy })
    })
  })
}

/** A run of a peer. */
function theirs(variant: string, seed: number): Run | undefined {
  const { stdout, status } = spawnSync(python, ['bench/peers/epoch.py', variant, '--seed', String(seed)], {
    encoding: 'utf8',
  })
  return status === 0 ? (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Run) : undefined
}

const ways: Readonly<Record<string, (seed: number) => Run | undefined | Promise<Run | undefined>>> = {
  onnx: (seed) => ours('epoch', 'onnx', 'f32', seed),
  'onnx bare': (seed) => ours('epoch_bare', 'onnx', 'f32', seed),
  tensorflow: (seed) => ours('epoch', 'tensorflow', 'f32', seed),
  'tensorflow bare': (seed) => ours('epoch_bare', 'tensorflow', 'f32', seed),
  'tensorflow mixed': (seed) => ours('epoch', 'tensorflow', 'mixed', seed),
  'tensorflow mixed bare': (seed) => ours('epoch_bare', 'tensorflow', 'mixed', seed),
  'PyTorch, lightly as documented': (seed) => theirs('documented', seed),
  'PyTorch, tuned': (seed) => theirs('tuned', seed),
}

const found = new Map<string, Run[]>()
for (let round = 0; round < rounds; round++) {
  for (const [name, run] of Object.entries(ways)) {
    const one = await run(round)
    if (!one) {
      console.log(`${name}: not measured`)
      continue
    }
    found.set(name, [...(found.get(name) ?? []), one])
    console.log(
      `${name}: ${one.rate.toFixed(0)} images/s, ${one.seconds.toFixed(1)} s to the encoder, 20-NN ${one.accuracy.toFixed(1)} %`,
    )
  }
}

console.log('\n| | images/s | of bare | of lightly | s to the encoder | of lightly | 20-NN, % |')
console.log('| --- | --- | --- | --- | --- | --- | --- |')
const rateOf = (name: string): number => Math.max(...(found.get(name) ?? []).map(({ rate }) => rate))
const timeOf = (name: string): number => Math.min(...(found.get(name) ?? []).map(({ seconds }) => seconds))
const lightly = 'PyTorch, lightly as documented'
for (const [name, runs] of found) {
  if (name.endsWith('bare')) continue
  const part = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : '–')
  const mean = runs.reduce((sum, { accuracy }) => sum + accuracy, 0) / runs.length
  const cells = [
    rateOf(name).toFixed(0),
    part(rateOf(name) / rateOf(`${name} bare`)),
    part(rateOf(name) / rateOf(lightly)),
    timeOf(name).toFixed(1),
    part(timeOf(name) / timeOf(lightly)),
    mean.toFixed(1),
  ]
  console.log(`| ${name} | ${cells.join(' | ')} |`)
}
