import { choices, error, warning } from './entry.js'

/** SSL5xxx: settings, schedules and the operative configuration. */
export const settings = {
  SSL5901: error<{ path: string; nearest: string | undefined; here?: readonly string[] }>(
    'A setting that the program does not have',
    ({ path, nearest, here }) => {
      if (nearest) return `the program has no setting ${path}; did you mean ${nearest}?`
      return here
        ? `${path} cannot be set here; ${here.join(', ')} can, and other values stand in the .ssl file, where \`sslang train --set\` changes them`
        : `the program has no setting ${path}; see all of them with \`sslang inspect --stage configuration\``
    },
  ),
  SSL5902: error<{ path: string }>(
    'A setting without a value',
    ({ path }) => `${path} is set to nothing; give it a value in the syntax of the language, like ${path}=5`,
  ),
  SSL5903: error<{ path: string; first: string; second: string }>(
    'A setting given twice on the command line',
    ({ path, first, second }) =>
      `${path} is given as ${first} and as ${second}; keep one (\`--seed\` and \`--precision\` give train.seed and train.precision)`,
  ),
  SSL5101: error<{ setting: string; place: string; near: string | undefined; known: readonly string[] }>(
    'Unknown setting',
    ({ setting, place, near, known }) =>
      `${place} has no setting \`${setting}\`; ${
        near
          ? `did you mean \`${near}\`?`
          : `it has ${choices(
              known.map((word) => `\`${word}\``),
              'and',
            )}`
      }`,
  ),
  SSL5102: error(
    'Epochs and steps together',
    () => 'a run is as long as its `epochs` or its `steps` say; give one of the two',
  ),
  SSL5103: error<{ name: string; what: string; near: string | undefined; known: readonly string[] }>(
    'Unknown optimiser or evaluation',
    ({ name, what, near, known }) =>
      `\`${name}\` is no ${what}; ${near ? `did you mean \`${near}\`?` : `there are ${choices(known, 'and')}`}`,
  ),
  SSL5104: error<{ stage: string; pretext: string; near: string | undefined }>(
    'Unknown stage',
    ({ stage, pretext, near }) =>
      `\`${pretext}\` has no stage \`${stage}\`${near ? `; did you mean \`${near}\`?` : ''}`,
  ),
  SSL5105: error<{ name: string; what: string }>(
    'Trained without an objective',
    ({ name, what }) => `${what} \`${name}\` has no \`minimize\`, so there is nothing to train`,
  ),
  SSL5106: error<{ model: string }>(
    'An optimiser over a model that no objective owns',
    ({ model }) => `no objective is over \`${model}\`, so this optimiser has nothing to do`,
  ),
  SSL5107: warning<{ model: string }>(
    'A head is evaluated',
    ({ model }) => `\`${model}\` is a head, which serves the objective only; evaluate the encoder before it`,
  ),
  SSL5108: error<{ data: string }>(
    'Test and fit on the same data',
    ({ data }) => `\`fit\` and \`test\` are both \`${data}\`; a test needs data that nothing was fitted on`,
  ),
  SSL5109: error<{ name: string; near: string | undefined }>(
    'Unknown pretext',
    ({ name, near }) =>
      `there is no pretext \`${name}\` in this file${near ? `; did you mean \`${near}\`?` : ''}`,
  ),
  SSL5110: error<{ model: string; pretext: string; near: string | undefined }>(
    'Unknown model',
    ({ model, pretext, near }) =>
      `\`${pretext}\` knows no model \`${model}\`${near ? `; did you mean \`${near}\`?` : ''}`,
  ),
  SSL5111: error<{ setting: string }>(
    'Setting given twice',
    ({ setting }) => `\`${setting}\` is given twice; keep one`,
  ),
  SSL5112: error<{ setting: string; wanted: string }>(
    'A setting of another sort',
    ({ setting, wanted }) => `\`${setting}\` is ${wanted}`,
  ),
  SSL5113: error('A batch without a size', () => 'a batch needs its size: `batch x from images, size: 256`'),
  SSL5114: error<{ setting: string }>(
    '`over` without an optimiser',
    ({ setting }) => `only \`optimizer\` may be \`over\` models, \`${setting}\` is one for the whole run`,
  ),
  SSL5115: error<{ setting: string; stage: string }>(
    'A setting of the whole run in a stage',
    ({ setting, stage }) =>
      `\`${setting}\` holds for the whole run, not for the stage \`${stage}\` alone; move it out of the stage`,
  ),
  SSL5116: error<{ pretext: string }>(
    'A pretext trained twice',
    ({ pretext }) => `another \`train\` block already says how \`${pretext}\` is trained; keep one`,
  ),
  SSL5117: warning<{ evaluation: string; known: readonly string[] }>(
    'An evaluation that cannot be run yet',
    ({ evaluation, known }) =>
      `\`${evaluation}\` cannot be run yet, and \`sslang train\` stops before it begins; use ${choices(known)}`,
  ),
} as const
