import { choices, error, warning } from './entry.js'

const named = (words: readonly string[]): string =>
  choices(
    words.map((word) => `\`${word}\``),
    'and',
  )

/** SSL4xxx: the known ways in which a self-supervised run goes wrong. */
export const hazards = {
  SSL4001: error<{ models: readonly string[] }>(
    'Collapse',
    ({ models }) =>
      `this objective only asks what ${named(models)} ${models.length === 1 ? 'makes' : 'make'} of different inputs to agree, which one value for everything does; put \`stop_gradient\` around one side behind a predictor, or use a loss with negatives or with statistics of the batch`,
  ),
  SSL4002: error(
    'Nothing learns',
    () =>
      'every path from this objective to a parameter is stopped, so nothing learns; take `stop_gradient` away from one side',
  ),
  SSL4003: error<{ model: string }>(
    'A gradient into a moving copy',
    ({ model }) =>
      `a gradient would flow into \`${model}\`, a moving copy that only follows its model; write \`stop_gradient\` around its result`,
  ),
  SSL4004: error<{ state: string }>(
    'A gradient into state',
    ({ state }) =>
      `a gradient would flow into the state \`${state}\`, which only \`update\` changes; write \`stop_gradient(${state})\` here`,
  ),
  SSL4005: error<{ loss: string; first: string; second: string }>(
    'Identical views',
    ({ loss, first, second }) =>
      `\`${first}\` and \`${second}\` of \`${loss}\` are one and the same value, because neither side draws anything of its own; make each from a view drawn by itself`,
  ),
  SSL4006: error<{ first: string; second: string; by: string | undefined }>(
    'Rows of different examples matched',
    ({ first, second, by }) =>
      `rows in ${first} are matched with rows in ${second}, so that different examples meet${
        by === undefined ? '' : `; put them back first, with \`[argsort(${by})]\``
      }`,
  ),
  SSL4101: warning<{ model: string | undefined; parameters: readonly string[] }>(
    'Parameters that no objective trains',
    ({ model, parameters }) =>
      model !== undefined && parameters.length === 0
        ? `no objective trains \`${model}\`, so it keeps its initial weights; use it in a \`minimize\`, or remove it`
        : `no objective trains ${named(parameters.slice(0, 3))}${
            parameters.length > 3 ? ` and ${parameters.length - 3} more parameters` : ''
          }${model === undefined ? '' : ` of \`${model}\``}; use what they make in a \`minimize\`, or remove them`,
  ),
  SSL4102: warning<{ model: string }>(
    'Batch statistics over what the objective tells apart',
    ({ model }) =>
      `\`${model}\` averages over the very places that the objective tells apart, so its statistics can give the answer away; use a normalisation of each by itself, such as \`map_norm\``,
  ),
  SSL4103: warning<{ models: readonly string[] }>(
    'One view used as both',
    ({ models }) =>
      `what ${named(models)} make of one and the same view ${models.length === 1 ? 'is' : 'are'} matched here, which teaches little; give the two sides views drawn apart`,
  ),
  SSL4104: warning<{ model: string }>(
    'A shuffle without effect',
    ({ model }) =>
      `the batch is shuffled before \`${model}\`, whose statistics run over all of it, so the shuffle hides nothing; average over shares of the batch, with \`batch_norm(groups: 8)\``,
  ),
  SSL4105: warning<{ model: string }>(
    'One model with batch statistics at two places',
    ({ model }) =>
      `\`${model}\` is applied to what it made itself, and both places share its running statistics, which will fit neither; use a model of its own for each`,
  ),
  SSL4106: warning<{ loss: string; argument: string }>(
    'A target that depends on no data',
    ({ loss, argument }) =>
      `\`${argument}\` of \`${loss}\` is the same whatever the data are, so there is nothing to learn from it; give it something made of the batch`,
  ),
  SSL4107: warning(
    'A moving copy that stops moving',
    () =>
      'this decay reaches 1 before the end of the run, and from then on the copy no longer follows its model; let it approach 1 at the end only, e.g. `cosine(0.996, to: 1)`',
  ),
  SSL4108: warning<{ schedule: string; what: string; length: string; run: string }>(
    'A schedule longer than the run',
    ({ schedule, what, length, run }) =>
      `${what} of \`${schedule}\` takes ${length}, but the run has only ${run}; shorten it or train longer`,
  ),
  SSL4109: warning<{ where: 'first' | 'past' }>('A step_decay without effect', ({ where }) =>
    where === 'first'
      ? 'all steps of this `step_decay` lie in the first epoch; did you mean epochs, as in `at: [60 epochs]`?'
      : 'all steps of this `step_decay` lie past the end of the run, so the value never changes; move them or train longer',
  ),
  SSL4110: warning<{ number: string; becomes: string }>(
    'A number too large or too small',
    ({ number, becomes }) =>
      `${number} is ${becomes} in 32-bit floating point, in which programs compute; use a number between about 1e-38 and 3e38`,
  ),
  SSL4111: warning<{ trained: readonly string[]; stopped: readonly string[] }>(
    'No predictor before a stopped target',
    ({ trained, stopped }) =>
      `what ${named(trained)} ${trained.length === 1 ? 'makes' : 'make'} is only asked to be what ${named(stopped)}, with the same layers, ${stopped.length === 1 ? 'makes' : 'make'} of another view, which one value for everything does; put a predictor, e.g. \`projector\`, on the trained side alone`,
  ),
  SSL4112: warning<{ models: readonly string[] }>(
    'A predictor without a stopped target',
    ({ models }) =>
      `the two sides differ by a predictor, and the gradient goes into both, so ${named(models)} can meet each other where nothing is told apart; write \`stop_gradient\` around the side without the predictor`,
  ),
  SSL4113: warning<{ decay: string; instead: string }>(
    'A moving copy that keeps almost nothing',
    ({ decay, instead }) =>
      `a decay of ${decay} keeps less than half of the copy in each step, so it is no average over steps; ${instead}`,
  ),
  SSL4114: warning<{ loss: string; argument: string; draws: readonly string[] }>(
    'A target drawn apart from the input',
    ({ loss, argument, draws }) =>
      `\`${argument}\` of \`${loss}\` hangs on the draw of ${named(draws)}, which nothing that the models were given shows, so it cannot be predicted; make input and target from the same draw`,
  ),
  SSL4115: warning<{ loss: string; argument: string }>(
    'Each example matched with those of the whole batch',
    ({ loss, argument }) =>
      `\`${loss}\` stands under an index over the batch, but \`${argument}\` has none, so each example is matched with the \`${argument}\` of every other; give it the same index, e.g. \`[b]\``,
  ),
  SSL4116: warning<{ decay: string; rate: string }>(
    'A weight decay that takes the weights away',
    ({ decay, rate }) =>
      `a weight decay of ${decay} at a rate of ${rate} takes away all of a weight in a single step, or more; choose one below 1 / lr, such as 1e-4`,
  ),
  SSL4117: warning<{ loss: string; positive: string; negatives: string }>(
    'The positive among the negatives',
    ({ loss, positive, negatives }) =>
      `\`${negatives}\` of \`${loss}\` already hold \`${positive}\`, so what should be near is pushed away too; compare with what was stored before, and store \`${positive}\` afterwards`,
  ),
  SSL4118: warning<{ state: string; copy: string }>(
    'A queue of another network than the keys',
    ({ state, copy }) =>
      `the positives are made by the moving copy \`${copy}\`, but \`${state}\` is fed with results of the trained model, so the two can be told apart by who made them; feed it with what \`${copy}\` makes`,
  ),
  SSL4119: warning<{ loss: string; models: readonly string[] }>(
    'A part of an objective that trains nothing',
    ({ loss, models }) =>
      `no gradient of \`${loss}\` reaches a parameter that this objective trains, so this part changes nothing${
        models.length > 0 ? `: it hangs on ${named(models)} alone` : ''
      }; take \`stop_gradient\` away, or leave the part out`,
  ),
  SSL4120: warning<{ loss: string; target: string; mask: string }>(
    'A target that was itself corrupted',
    ({ loss, target, mask }) =>
      `\`${target}\` of \`${loss}\` was changed by the very draw that \`${mask}\` marks, so what was taken away is never asked for; give the value from before the corruption`,
  ),
  SSL4121: warning(
    'A comparison within a batch of one',
    () =>
      'this objective compares each example with the others of its batch, but the batch has size 1, so there are none; give the batch a larger `size`',
  ),
} as const
