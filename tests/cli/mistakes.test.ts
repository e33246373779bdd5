import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { labels, pictures } from './idx.js'
import { buildPackage, cli, folderWith, type Ran, sslang } from './package.js'
import { smallFiles, smallProgram } from './program.js'

beforeAll(buildPackage)

/** Input that is wrong ends with code 1, a message that names what is meant, and no stack trace. */
function refused(run: Ran, ...said: readonly (string | RegExp)[]): void {
  for (const one of said) expect(run.stderr).toMatch(one)
  expect(run.stderr).not.toMatch(/\n\s+at .*[:(]/)
  expect(run.stderr).not.toContain('SSL8000')
  expect(run.code).toBe(1)
}

const train = (folder: string, ...args: readonly string[]) =>
  sslang(folder, 'train', 'halves.ssl', '--engine', 'reference', ...args)

describe('weights to start from', () => {
  const twice = smallProgram
    .replace(
      'pretext sides',
      'pretext more {\n  batch x from halves, size: 16\n  minimize mean(f(x)^2)\n}\n\npretext sides',
    )
    .replace('train sides', 'train sides, more')
  it.each([
    ['names without a file', ['--init-names', 'names.json'], 'SSL8029'],
    ['names of nothing', ['--init', 'w.safetensors', '--init-names', 'names.json'], 'SSL8027'],
    ['no file', ['--init', ''], 'SSL7103'],
    ['several pretexts', ['--init', 'w.safetensors', '--set', 'train.epochs=1'], /SSL8030.*train two\.ssl/],
  ])('are refused with %s', (_, args, said) => {
    const folder = folderWith({ ...smallFiles(), 'two.ssl': twice, 'names.json': '{}' })
    const file = said instanceof RegExp ? 'two.ssl' : 'halves.ssl'
    refused(sslang(folder, 'train', file, ...args), said)
  })
})

describe('a program', () => {
  it.each<[string, [string, string], string | RegExp, string]>([
    ['an unknown name', ['nt_xent', 'nt_xnet'], 'SSL2001', 'halves.ssl:16'],
    ['an unknown setting', ['epochs: 2', 'epoch: 2'], 'SSL5', 'halves.ssl:20'],
    ['a misspelt word', ['minimize', 'minimise'], 'SSL1010', 'halves.ssl:16'],
    ['a temperature of 0', ['temperature: 0.5', 'temperature: 0'], 'SSL3104', 'halves.ssl:16'],
    ['zero epochs', ['epochs: 2', 'epochs: 0'], /SSL/, 'halves.ssl'],
    ['a file that is not there', ['"images.gz"', '"imges.gz"'], 'SSL6001', 'imges.gz'],
    ['pictures of another size', ['image[8, 8, 1] = idx', 'image[9, 9, 1] = idx'], /SSL/, 'halves.ssl'],
  ])('with %s', (_, [from, to], ...said) => {
    const files = { ...smallFiles(), 'halves.ssl': smallProgram.replace(from, to) }
    refused(train(folderWith(files)), ...said)
  })

  it('with functions of a file that is not there, which a check tells too', () => {
    const declaration = /^data .*$/m.exec(smallProgram)?.[0] ?? ''
    const text = smallProgram.replace(
      declaration,
      'import "draw.ts".{draw}\ndata halves: image[8, 8, 1] = draw()',
    )
    const folder = folderWith({ 'halves.ssl': text })
    refused(sslang(folder, 'check', 'halves.ssl'), 'SSL2006', 'halves.ssl:5')
    refused(train(folder), 'SSL2006')
  })

  it.each([
    ['that are no TypeScript', 'export function draw( {', 'SSL8028', /draw\.ts:1:/],
    ['that have no such name', 'export const drawn = 1', 'SSL6025', 'halves.ssl:6'],
    ['that fail', "export const draw = () => { throw new Error('no ink') }", 'SSL6024', 'no ink'],
  ])('with functions %s', (_, functions, ...said) => {
    const declaration = /^data .*$/m.exec(smallProgram)?.[0] ?? ''
    const text = smallProgram.replace(
      declaration,
      'import "draw.ts".{draw}\ndata halves: image[8, 8, 1] = draw()',
    )
    refused(train(folderWith({ 'halves.ssl': text, 'draw.ts': functions })), ...said)
  })

  it('with an evaluation that cannot be run yet, which a check warns of', () => {
    const folder = folderWith({
      ...smallFiles(),
      'halves.ssl': smallProgram.replace(/knn\(.*?\)/, 'analogies("words.txt")'),
    })
    const { code, stderr } = sslang(folder, 'check', 'halves.ssl')
    expect(stderr).toMatch(/warning\[SSL5117\].*analogies/)
    expect(code).toBe(0)
    refused(train(folder), 'SSL7402')
  })

  it('that asks for more labels than there are examples', () => {
    const text = smallProgram.replace(/knn\(.*?\)/, 'label_fractions([5000])')
    refused(train(folderWith({ ...smallFiles(), 'halves.ssl': text })), 'SSL6023', '5000')
  })

  it('that is not there', () => {
    refused(sslang(folderWith({}), 'train', 'nothing.ssl'), 'SSL8003', 'nothing.ssl')
    refused(sslang(folderWith({}), 'check', 'nothing.ssl'), 'SSL8002', 'nothing.ssl')
  })

  it('without the pretext that is asked for', () => {
    refused(train(folderWith(smallFiles()), 'side'), 'SSL8009', 'sides')
  })
})

describe('data', () => {
  const withImages = (content: string | Uint8Array) => folderWith({ ...smallFiles(), 'images.gz': content })

  it('that is cut short', () => {
    refused(train(withImages(pictures(80).subarray(0, 900))), /SSL6003|SSL6005/, 'images.gz', 'halves')
  })

  it('of another format', () => {
    refused(train(withImages('not an idx file')), 'SSL6004', 'images.gz')
  })

  it('with fewer examples than a batch', () => {
    refused(train(folderWith(smallFiles(10))), 'SSL6021', 'halves', '16', /halves\.ssl:\d/)
  })

  it('whose labels are missing for a probe', () => {
    const program = smallProgram.replace(', labels: "labels.gz"', '')
    refused(train(folderWith({ ...smallFiles(), 'halves.ssl': program })), 'SSL6020', 'halves')
  })

  it('with another number of labels', () => {
    refused(train(folderWith({ ...smallFiles(), 'labels.gz': labels(79) })), 'SSL6008', '79', '80')
  })

  it('of pictures of unequal size', async () => {
    const { default: sharp } = await import('sharp')
    const png = (width: number) =>
      sharp({ create: { width, height: 8, channels: 3, background: 'red' } })
        .png()
        .toBuffer()
    const files = { 'a/1.png': await png(8), 'a/2.png': await png(9) }
    const program = `import std.{layers}

data halves: f32[8, 8, 3] = folder("a")

encoder small(x: f32[8, 8, 3]) -> f32[4] = reshape(x, [192]) |> linear(4)

model f = small

pretext sides {
  batch x from halves, size: 2
  minimize mean(f(x)^2)
}

train sides {
  epochs: 1
}
`
    refused(train(folderWith({ ...files, 'halves.ssl': program })), 'SSL6015', '2.png', 'halves.ssl:3')
  })
})

describe('a run', () => {
  it('with an unknown engine', () => {
    refused(sslang(folderWith(smallFiles()), 'train', 'halves.ssl', '--engine', 'onxx'), 'SSL7401', 'onnx')
  })

  it('whose loss is no number names the line and keeps the last checkpoint', () => {
    const program = smallProgram
      .replace('nt_xent(temperature: 0.5)(g(f(view(x))), g(f(view(x))))', 'mean(log(g(f(view(x))) - 1000))')
      .replace('import std.{augment, encoders, heads, losses}', 'import std.{augment, encoders, heads}')
    refused(
      train(folderWith({ ...smallFiles(), 'halves.ssl': program })),
      'SSL7201',
      'step 1',
      'halves.ssl:16',
    )
  })

  it('that is continued with another program', () => {
    const folder = folderWith(smallFiles())
    expect(train(folder, '--no-evaluate').code).toBe(0)
    writeFileSync(join(folder, 'halves.ssl'), smallProgram.replace('hidden: 16', 'hidden: 32'))
    refused(train(folder, '--resume', '--no-evaluate'), /SSL710[56]/, 'checkpoint')
  })

  it('with a damaged checkpoint', () => {
    const folder = folderWith(smallFiles())
    expect(train(folder, '--no-evaluate').code).toBe(0)
    for (const path of checkpoints(folder)) truncateSync(path, readFileSync(path).length - 40)
    refused(train(folder, '--resume', '--no-evaluate'), 'SSL7104')
  })

  it('that does not exist', () => {
    refused(sslang(folderWith(smallFiles()), 'evaluate'), /SSL8011|SSL7107/)
    refused(sslang(folderWith(smallFiles()), 'evaluate', 'runs/none'), /SSL7108|SSL8011/)
  })

  it('on a full disk keeps what was there', () => {
    const folder = folderWith(smallFiles())
    expect(train(folder, '--no-evaluate').code).toBe(0)
    const before = checkpoints(folder).map((path) => [path, readFileSync(path).toString('base64')])
    // No file may grow beyond 4 KiB, which a checkpoint does.
    const limited = spawnSync('sh', ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, cli, ...full], {
      cwd: folder,
      encoding: 'utf8',
    })
    refused({ code: limited.status, ...limited }, /SSL710[12]/, 'checkpoint')
    expect(before.map(([path = '']) => [path, readFileSync(path).toString('base64')])).toEqual(before)
  })

  it('in a place that is no folder', () => {
    refused(sslang(folderWith(smallFiles()), ...full, '--home', 'images.gz'), /SSL8004|SSL7102/, 'images.gz')
  })
})

const full = ['train', 'halves.ssl', '--engine', 'reference', '--no-evaluate']

function checkpoints(folder: string): string[] {
  return readdirSync(join(folder, 'runs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.safetensors'))
    .map((path) => join(folder, 'runs', path))
}
