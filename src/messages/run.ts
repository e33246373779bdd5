import { choices, error, warning } from './entry.js'

/** SSL7xxx: training, checkpoints, evaluation, engines. */
export const run = {
  SSL7000: error<{ what: string }>(
    'An internal mistake',
    ({ what }) => `this is a mistake in sslang itself: ${what}`,
  ),
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
      `"${path}" is damaged: ${reason}; take an earlier checkpoint of the run or train again`,
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
    return `${pretext} stopped at step ${seen}: ${names.join(', ')} is not finite; ${where}; ${checkpoint}; lower the learning rate, clip the gradient, or keep that operation away from its limits`
  }),
  SSL7202: warning<{ step: number; folder: string }>(
    'A run that was stopped',
    ({ step, folder }) => `stopped and saved after step ${step}; go on with --resume "${folder}"`,
  ),
} as const
