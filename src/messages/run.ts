import { choices, error, warning } from './entry.js'

/** SSL7xxx: training, checkpoints, evaluation, engines. */
export const run = {
  SSL7001: error<{ name: string }>(
    'A value that is missing',
    ({ name }) => `no values were given for ${name}; give it an array of its shape`,
  ),
  SSL7002: error<{ name: string; given: number; shape: string; expected: number }>(
    'A wrong number of values',
    ({ name, given, shape, expected }) =>
      `${name} got ${given} values, but its shape ${shape} holds ${expected}; give it an array of that length`,
  ),
  SSL7003: error<{ name: string; known: readonly string[] }>(
    'A function that the graph lacks',
    ({ name, known }) => `the graph has no function ${name}; it has ${choices(known, 'and')}`,
  ),
  SSL7004: error<{ path: string }>(
    'A variable that does not exist',
    ({ path }) => `there is no parameter or state ${path}; check the path against those of the program`,
  ),
  SSL7005: error<{ engine: string; reason: string }>(
    'An engine that cannot start',
    ({ engine, reason }) =>
      `the engine ${engine} cannot start here (${reason}); \`sslang doctor\` says what is missing`,
  ),
  SSL7006: error<{ engine: string; doing: string; reason: string }>(
    'An engine that stopped',
    ({ engine, doing, reason }) =>
      `the engine ${engine} stopped in ${doing} (${reason}); go on from the last checkpoint with --resume`,
  ),
  SSL7007: error<{ doing: string }>(
    'A closed session',
    ({ doing }) => `${doing} was asked of an engine that was closed; open it anew`,
  ),
  SSL7008: error<{
    pretext: string
    engine: string
    step: number
    reason: string
    at: string | undefined
    memory: boolean
    kept: string | undefined
    folder: string
  }>('A training whose engine stopped', ({ pretext, engine, step, reason, at, memory, kept, folder }) => {
    const where = at ? ` at ${at}` : ''
    const next = kept
      ? `the last checkpoint is "${kept}"; go on from it with --resume "${folder}"`
      : 'no checkpoint was made before; train again'
    const advice = memory ? ', when there is more memory, or train anew with a smaller batch' : ''
    return `${pretext} stopped in step ${step}, because the engine ${engine} stopped${where} (${reason}); ${next}${advice}`
  }),
  SSL7101: error<{ path: string; bytes: number }>(
    'A full disk',
    ({ path, bytes }) =>
      `the disk is full: "${path}" (${bytes} bytes) could not be written, and what was saved before is untouched; make room and go on with --resume`,
  ),
  SSL7102: error<{ path: string; reason: string }>(
    'A file that cannot be written',
    ({ path, reason }) =>
      `"${path}" could not be written (${reason}); check that the folder may be written to`,
  ),
  SSL7103: error<{ path: string; reason: string }>(
    'A checkpoint that is not there',
    ({ path, reason }) =>
      `the checkpoint "${path}" cannot be read (${reason}); give a run folder or a .safetensors file`,
  ),
  SSL7104: error<{ path: string; reason: string }>(
    'A damaged checkpoint',
    ({ path, reason }) =>
      `"${path}" is damaged: ${reason}; delete it to go on from the checkpoint before it, or train again`,
  ),
  SSL7105: error<{ path: string }>(
    'A checkpoint of another program',
    ({ path }) =>
      `"${path}" was made by another program or with other settings than this one, so its run cannot be continued; undo the change, or start anew without --resume`,
  ),
  SSL7106: error<{ path: string; name: string; program: string; file: string }>(
    'A checkpoint of other parameters',
    ({ path, name, program, file }) =>
      `"${path}" belongs to another program: it has ${file} for ${name} where this program has ${program}; give the checkpoint of this program`,
  ),
  SSL7107: error<{ pretext: string; folder: string }>(
    'No run to take up',
    ({ pretext, folder }) =>
      `there is no run of ${pretext} with a checkpoint in "${folder}"; train it first, or give the folder of a run`,
  ),
  SSL7108: error<{ folder: string; reason: string }>(
    'A folder that is no run',
    ({ folder, reason }) =>
      `"${folder}" is not the folder of a run (${reason}); give a folder below runs/ that holds a record.json`,
  ),
  SSL7109: error<{ path: string; near: string | undefined; known: readonly string[] }>(
    'Weights for a parameter that does not exist',
    ({ path, near, known }) =>
      `the names of --init speak of ${path}, which the program does not have${near ? `; did you mean ${near}?` : `; it has ${choices(firsts(known), 'and')}`}`,
  ),
  SSL7110: error<{ file: string; name: string; near: string | undefined }>(
    'Weights that the file does not hold',
    ({ file, name, near }) =>
      `"${file}" has no tensor ${name}${near ? `; did you mean ${near}?` : '; correct the name in the names of --init'}`,
  ),
  SSL7111: error<{ file: string; holds: readonly string[]; needs: readonly string[] }>(
    'Weights of which none fits',
    ({ file, holds, needs }) =>
      `no tensor of "${file}" (${choices(firsts(holds), 'and')}) has the name of a parameter of the program (${choices(firsts(needs), 'and')}); say with --init-names which is which`,
  ),
  SSL7112: error(
    'Weights for a run that goes on',
    () => 'a run that is resumed goes on from its checkpoint; give either --init or --resume',
  ),
  SSL7113: error<{ name: string; axes: readonly number[]; rank: number }>(
    'An order of axes that fits no tensor',
    ({ name, axes, rank }) =>
      `the axes [${axes.join(', ')}] of ${name} are no order of its ${rank} axes; name each of 0 to ${rank - 1} once`,
  ),
  SSL7201: error<{
    pretext: string
    step: number
    seen: number
    names: readonly string[]
    what: string | undefined
    kept: string | undefined
  }>('A value that is not finite', ({ pretext, step, seen, names, what, kept }) => {
    const where = what
      ? `the first value that was not finite came from ${what} in step ${step}`
      : `no single operation gave it in step ${step}`
    const checkpoint = kept ? `the last good checkpoint is "${kept}"` : 'no checkpoint was made before'
    return `${pretext} stopped at step ${seen}: ${choices(names, 'and')} ${names.length === 1 ? 'is' : 'are'} not finite; ${where}; ${checkpoint}; lower the learning rate, clip the gradient, or keep that operation away from its limits`
  }),
  SSL7202: warning<{ step: number; folder: string }>(
    'A run that was stopped',
    ({ step, folder }) => `stopped and saved after step ${step}; go on with --resume "${folder}"`,
  ),
  SSL7301: warning<{ pretext: string; step: number; loss: number }>(
    'A loss that does not change',
    ({ pretext, step, loss }) =>
      `${pretext}: the loss is exactly ${short(loss)} in every step up to ${step}; nothing learns: check that the objective reaches parameters with gradient and that lr is not 0`,
  ),
  SSL7302: warning<{ pretext: string; step: number; loss: number; size: number; among: string }>(
    'A loss at the value of guessing',
    ({ pretext, step, loss, size, among }) =>
      `${pretext}: after ${step} steps the loss stays at ${short(loss)}, which is ln ${size}, the value of guessing among ${among}; the embeddings may be all alike: try another learning rate, temperature or normalisation`,
  ),
  SSL7303: warning<{ pretext: string; step: number; norm: number; usual: number }>(
    'A gradient that exploded',
    ({ pretext, step, norm, usual }) =>
      `${pretext}: in step ${step} the norm of the gradient is ${short(norm)} where ${short(usual)} was usual; set clip, or lower lr`,
  ),
  SSL7304: warning<{ pretext: string; step: number; accuracy: number }>(
    'A task solved too early',
    ({ pretext, step, accuracy }) =>
      `${pretext}: after only ${step} steps the accuracy is ${short(100 * accuracy)} %; the network may use a shortcut (borders, colour, equal crops): make the views differ in more than what should not matter`,
  ),
  SSL7305: warning<{
    pretext: string
    step: number
    model: string
    deviation: number
    rank: number
    size: number
  }>(
    'Embeddings that collapse',
    ({ pretext, step, model, deviation, rank, size }) =>
      `${pretext}: after ${step} steps the embeddings of ${model} are nearly all the same (deviation ${short(deviation)} where about 1 fills the sphere, effective rank ${short(rank)} of ${size}); add negatives, a stop_gradient branch or a term that keeps them apart`,
  ),
  SSL7306: warning<{ pretext: string; step: number; paths: readonly string[] }>(
    'Parameters that do not move',
    ({ pretext, step, paths }) =>
      `${pretext}: up to step ${step} nothing changed ${choices(firsts(paths), 'and')}; check that the objective depends on them and that their lr is not 0`,
  ),
  SSL7307: warning<{ pretext: string; step: number; path: string }>(
    'A moving average that stands still',
    ({ pretext, step, path }) =>
      `${pretext}: from step ${step} on the moving average ${path} has decay 1 and never changes again; end its schedule below 1`,
  ),
  SSL7308: warning<{ pretext: string; kind: string }>(
    'A declared kind that does not hold',
    ({ pretext, kind }) =>
      `${pretext}: ${kind}(…) declares ${declaredText(kind)}, but on a batch the values are not so; compute them so that they are, or leave the declaration out`,
  ),
  SSL7309: error<{ pretext: string; engine: string; reason: string }>(
    'A precision that the engine lacks',
    ({ pretext, engine, reason }) =>
      `${pretext}: precision: mixed asks for products of 16 bits, but the engine ${engine} has none (${reason}); use --engine tensorflow (\`sslang engine add tensorflow\`) or --precision f32`,
  ),
  SSL7310: warning<{
    pretext: string
    step: number
    path: string
    used: number
    count: number
    embeddings: number
  }>(
    'Prototypes that nobody uses',
    ({ pretext, step, path, used, count, embeddings }) =>
      `${pretext}: after ${step} steps only ${used} of the ${count} prototypes of ${path} are the nearest of any of ${embeddings} embeddings; hold the prototypes still at first, lower epsilon or the temperature, or ask for fewer`,
  ),
  SSL7401: error<{ name: string; known: readonly string[] }>(
    'An unknown engine',
    ({ name, known }) => `there is no engine ${name}; use ${choices(known)}`,
  ),
  SSL7402: error<{ evaluation: string; known: readonly string[] }>(
    'An evaluation that this version lacks',
    ({ evaluation, known }) => `${evaluation} cannot be run yet; use ${choices(known)}`,
  ),
  SSL7403: error<{ pretext: string; setting: string; steps: number }>(
    'A training of no steps',
    ({ pretext, setting, steps }) =>
      `pretext ${pretext}: ${setting} gives ${steps} steps, and a training needs at least one; make it larger`,
  ),
  SSL7404: error<{ pretext: string }>(
    'A pretext without a train block',
    ({ pretext }) => `pretext ${pretext} has no settings to train with; add train ${pretext} { … }`,
  ),
  SSL7405: error<{ pretext: string; model: string; known: readonly string[] }>(
    'A model that a run does not hold',
    ({ pretext, model, known }) =>
      `the run of ${pretext} has no model ${model} to embed with; it has ${choices(known, 'and')} (name it in an evaluate block)`,
  ),
  SSL7406: error<{ source: string; data: string }>(
    'A data source that this version lacks',
    ({ source, data }) =>
      `data ${data}: ${source}(…) cannot be read yet; read the data with a TypeScript function, which gives { count, read(index) }`,
  ),
  SSL7407: error<{ engine: string; device: string; known: readonly string[]; others: readonly string[] }>(
    'A device that an engine never computes with',
    ({ engine, device, known, others }) =>
      `the engine ${engine} has no device ${device}; use ${choices(known)}, or ${device} with --engine ${choices(others)}`,
  ),
  SSL7408: error<{
    device: string
    engines: readonly { readonly engine: string; readonly devices: readonly string[] }[]
    taken: string
  }>('An unknown device', ({ device, engines, taken }) => {
    const having = engines.map((one) => `${one.engine} computes with ${choices(one.devices)}`)
    return `there is no device ${device}: ${having.join(', ')}; name one of these (\`sslang doctor\` says which work here), or leave --device out: --engine auto then takes ${taken}`
  }),
  SSL7409: warning<{ engine: string; device: string; reason: string; taken: string }>(
    'A faster engine that does not start',
    ({ engine, device, reason, taken }) =>
      `the engine ${engine} is installed, but does not work on ${device} here (${reason}), so that ${taken} computes; \`sslang doctor\` tries it again and says what to do`,
  ),
  SSL7410: error<{ engine: string; threads: number; made: number }>(
    'Threads that an engine makes only once',
    ({ engine, threads, made }) =>
      `${engine} makes its threads once for a process, and has made ${made}; compute with ${threads} in a process of its own, or ask for ${made} here`,
  ),
  SSL7411: error<{ model: string; evaluation: string; step: number; lr: number }>(
    'A fine-tuning that diverged',
    ({ model, evaluation, step, lr }) =>
      `${evaluation}: the loss of ${model} is no finite number in step ${step} of the training with labels; make the rate smaller than ${lr}`,
  ),
} as const

/** Four digits are enough for a sentence. */
const short = (value: number): string => String(Number(value.toPrecision(4)))

/** The first three of many. */
const firsts = (paths: readonly string[]): string[] =>
  paths.length > 4 ? [...paths.slice(0, 3), `${paths.length - 3} more`] : [...paths]

/** What a kind promises. */
const declaredText = (kind: string): string =>
  kind === 'unit'
    ? 'rows of length 1'
    : kind === 'prob'
      ? 'rows that are not negative and sum to 1'
      : 'CIE Lab units'
