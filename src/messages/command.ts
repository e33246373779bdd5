import { choices, error } from './entry.js'

/** SSL8xxx: the command line. */
export const command = {
  SSL8000: error<{ what: string }>(
    'A mistake in sslang itself',
    ({ what }) =>
      `this is a mistake in sslang itself: ${what}; please report it with the program that shows it`,
  ),
  SSL8001: error<{ what: string; command: string }>(
    'A command that is not understood',
    ({ what, command }) => `${what}; see \`${command} --help\``,
  ),
  SSL8002: error<{ pattern: string }>(
    'No file found',
    ({ pattern }) => `no file matches ${pattern}; give the path of a .ssl file`,
  ),
  SSL8003: error<{ path: string; reason: string }>(
    'A file that cannot be read',
    ({ path, reason }) => `${path} cannot be read (${reason}); check the path and its permissions`,
  ),
  SSL8004: error<{ path: string; reason: string }>(
    'A file that cannot be written',
    ({ path, reason }) => `${path} cannot be written (${reason}); choose another place or free it`,
  ),
  SSL8005: error<{ path: string }>(
    'A file that is not formatted',
    ({ path }) => `${path} is not in the canonical layout; run \`sslang fmt ${path}\``,
  ),
  SSL8006: error<{ code: string; near: string | undefined }>(
    'An unknown message code',
    ({ code, near }) =>
      `there is no message ${code}; ${near ? `the nearest one is ${near}` : 'give the code that a message shows, such as SSL3104'}`,
  ),
  SSL8007: error<{ name: string; path: string }>(
    'A project that already exists',
    ({ name, path }) => `${path} exists and is not empty; choose another name than ${name} or remove it`,
  ),
  SSL8008: error<{ name: string }>(
    'A name that no project can bear',
    ({ name }) =>
      `"${name}" cannot be the name of a project; use small letters, digits, - and _, beginning with a letter`,
  ),
  SSL8009: error<{ name: string; known: readonly string[] }>(
    'An unknown pretext',
    ({ name, known }) => `the program has no pretext ${name}; it has ${choices(known, 'and')}`,
  ),
  SSL8010: error<{ path: string }>(
    'A program without a pretext',
    ({ path }) => `${path} declares no pretext, so there is nothing to train; add \`pretext name { … }\``,
  ),
  SSL8011: error<{ path: string }>(
    'No run yet',
    ({ path }) =>
      `there is no run under ${path}; train first with \`sslang train FILE\` or name a run folder`,
  ),
  SSL8012: error<{ what: string; reason: string }>(
    'Arguments that are not JSON',
    ({ what, reason }) => `${what} is not JSON (${reason}); write one object of named arguments`,
  ),
  SSL8013: error<{ name: string; definition: string; known: readonly string[] }>(
    'An unknown argument',
    ({ name, definition, known }) => `${definition} has no argument ${name}; it has ${choices(known, 'and')}`,
  ),
  SSL8014: error<{ name: string; module: string; near: string }>(
    'An unknown definition',
    ({ name, module, near }) =>
      `${module} has no definition ${name} to call${near ? `; did you mean ${near}?` : ''}`,
  ),
  SSL8015: error<{ stage: string; known: readonly string[] }>(
    'An unknown stage to inspect',
    ({ stage, known }) => `there is no stage ${stage} to inspect; choose ${choices(known)}`,
  ),
  SSL8019: error<{ option: string; value: string; least: number }>(
    'An option that is not a whole number',
    ({ option, value, least }) => `${option} takes a whole number from ${least} up, not ${value}`,
  ),
  SSL8020: error<{ name: string; definition: string }>(
    'A missing argument',
    ({ name, definition }) => `${definition} needs the argument ${name}; add it to the input object`,
  ),
  SSL8021: error<{ model: string; known: readonly string[] }>(
    'An unknown model',
    ({ model, known }) => `the run has no encoder ${model}; it has ${choices(known, 'and')}`,
  ),
  SSL8023: error<{ name: string }>(
    'No pictures to show',
    ({ name }) =>
      `the models of ${name} are given no pictures, so there are no views to show; choose a pretext on images`,
  ),
  SSL8024: error<{ definition: string; given: string }>(
    'A gradient of several results',
    ({ definition, given }) =>
      `--grad needs a definition that gives one result, but ${definition} gives ${given}; leave --grad out, or call a definition that gives one of them`,
  ),
  SSL8025: error<{ file: string; path: string; definition: string }>(
    'Weights that are not there',
    ({ file, path, definition }) =>
      `"${file}" has no ${path}, which ${definition} needs; give the weights of this definition, with the same configuration`,
  ),
  SSL8026: error<{ file: string; definition: string; models: readonly string[] }>(
    'Weights of several models',
    ({ file, definition, models }) =>
      `"${file}" has weights of ${definition} for ${choices(models, 'and')}; give a file that has those of one of them`,
  ),
  SSL8027: error<{ path: string; reason: string }>(
    'Names that cannot be read',
    ({ path, reason }) =>
      `"${path}" says not which tensors parameters start from (${reason}); write one JSON object: the path of a parameter, and the name of a tensor`,
  ),
  SSL8028: error<{ path: string; reasons: readonly string[] }>(
    'TypeScript that cannot be bundled',
    ({ path, reasons }) => `the TypeScript that ${path} imports cannot be bundled: ${reasons.join('; ')}`,
  ),
  SSL8029: error(
    'Names without weights',
    () => '--init-names says which tensor of a file each parameter starts from; give the file with --init',
  ),
  SSL8030: error<{ path: string; pretexts: readonly string[] }>(
    'Weights for several pretexts',
    ({ path, pretexts }) =>
      `--init starts one training, but this would train ${choices(pretexts, 'and')}; name one: sslang train ${path} ${pretexts[0]} --init …`,
  ),
  SSL8031: error<{ path: string }>(
    'A file that is no program',
    ({ path }) =>
      `${path} is no .ssl file, so it is not read as a program; name programs, or a folder of them`,
  ),
} as const
