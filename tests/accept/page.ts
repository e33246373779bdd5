/** What a page of docs/systems is made of. */
export interface Page {
  readonly name: string
  readonly program: string
  /** Whether examples/paper/ has the published setting. */
  readonly published: boolean
  /** Whether there is a picture beside it. */
  readonly pictured: boolean
  /** The text of docs/accept.md. */
  readonly accepted: string
  /** Published numbers and traps, written by hand. */
  readonly notes: string
}

const line = '<!-- by hand -->'

/** The page of one system. */
export function pageOf({ name, program, published, pictured, accepted, notes }: Page): string {
  const results = section(accepted, name)
  return [
    `# ${titleOf(name)}`,
    ideaOf(program),
    published
      ? `\`examples/${name}.ssl\`; the published setting is \`examples/paper/${name}.ssl\`.`
      : `\`examples/${name}.ssl\``,
    ...(pictured
      ? [`![Examples, and what the models see and make of them](${name}.png)`, `*${columnsOf(name)}*`]
      : []),
    `## The program\n\n\`\`\`ssl\n${codeOf(program)}\n\`\`\``,
    ...(results ? [`## What training must reach\n\n${results}`] : []),
    line,
    notes,
  ]
    .join('\n\n')
    .concat('\n')
}

/** What was written by hand of a page. */
export const handwritten = (page: string): string => (page.split(line)[1] ?? '').trim()

/** The first sentences of all systems, with links. */
export const indexOf = (programs: readonly { readonly name: string; readonly program: string }[]): string => {
  const rows = programs.map(({ name, program }) => {
    const first = /^.*?\.(?= |$)(?! al\.)/.exec(ideaOf(program).replace('et al.', 'et al'))?.[0] ?? ''
    return `- [${titleOf(name)}](${name}.md): ${first.replace('et al', 'et al.')}`
  })
  return `# The systems\n\nOne program each, in \`examples/\`; \`npm run systems\` renews these pages.\n\n${rows.join('\n')}\n\n${legend}\n`
}

const legend = `## Published numbers

They are of the published settings, on the published data; the programs here are made for minutes on two
cores, and are not held against these. How far each number was checked:

| checked | |
|---|---|
| paper | read in the paper |
| code | read in the code released with the paper, or in its notes |
| quoted by … | read in another paper |
| second hand | the same in other sources; the paper itself was not read |
| no | as it is commonly quoted; look it up before you rely on it |

What is said of letters and of "plain re-implementations" was measured once, with one seed, on drawn letters of
28 × 28 pixels; "with 100 labels" is the accuracy of a linear probe that saw 100 of them.`

/** The doc comment at the top of a program, as one paragraph. */
export function ideaOf(program: string): string {
  const lines = program.split('\n')
  const end = lines.findIndex((text) => !text.startsWith('///'))
  return lines
    .slice(0, end)
    .map((text) => text.replace(/^\/\/\/ ?/, ''))
    .join(' ')
}

/** The program without the doc comment at its top. */
const codeOf = (program: string): string => {
  const lines = program.split('\n')
  return lines
    .slice(lines.findIndex((text) => !text.startsWith('///')))
    .join('\n')
    .trim()
}

/** The table that stands under a heading. */
function section(text: string, name: string): string | undefined {
  const after = text.split(`\n## ${name}\n`)[1]
  return after?.split('\n## ')[0]?.trim()
}

/** What the columns of a picture are. */
const columnsOf = (name: string): string =>
  `From the left: ${columns[name] ?? 'the example; the views of it.'}`

const restored = 'the example; what is left of it; what the network makes of that'
const columns: Readonly<Record<string, string>> = {
  colorization: `the example, twice; its lightness, which the network sees; the colours that it gives it, after training.`,
  context_encoder: `${restored}, after training.`,
  context_features: `${restored}, after training.`,
  cpc_images: 'the example; its patches, each moved a little by itself.',
  cpc_v2: 'the example; its patches, each disguised by itself.',
  denoising_autoencoder: `${restored}, after training.`,
  dino: 'the example; two large crops, two small ones.',
  instance_discrimination: 'the example; the view of it.',
  jigsaw: 'the example; its tiles in the order to be found.',
  mae: `the example; the patches of a view that are shown; what the network paints for the others, after training; the view.`,
  moco_v1: 'the example; the view of the query; the views of the keys, shuffled.',
  relative_position: 'the example; two neighbouring patches.',
  rotation: 'the example; a view in its four turns.',
  split_brain: `the example, twice; its lightness, and the colours that the first half gives it; its colours, and the lightness that the second half gives them, after training.`,
  stacked_denoising_autoencoder: `the example; what is left of it; what the first layer makes of that; a masked code of the first layer, shown as a picture; what the second layer makes of it. After training.`,
  swav: 'the example; two large crops, two small ones.',
}

const names: Readonly<Record<string, string>> = {
  barlow_twins: 'Barlow Twins',
  byol: 'BYOL',
  context_features: 'Context encoder for features',
  cpc_audio: 'CPC for audio',
  cpc_images: 'CPC for images',
  cpc_v2: 'CPC v2',
  dcl: 'DCL',
  dino: 'DINO',
  mae: 'MAE',
  moco_v1: 'MoCo v1',
  moco_v2: 'MoCo v2',
  simclr: 'SimCLR',
  simsiam: 'SimSiam',
  split_brain: 'Split-brain autoencoder',
  swav: 'SwAV',
  vicreg: 'VICReg',
}

const titleOf = (name: string): string =>
  names[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ')
