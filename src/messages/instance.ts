import { error } from './entry.js'

/** SSL3xxx: dimensions, kinds, bounds and require (told when a graph is built). */
export const instance = {
  SSL3000: error<{ what: string }>(
    'An internal mistake',
    ({ what }) => `this is a mistake in sslang itself: ${what}`,
  ),
  SSL3001: error<{ dimension: string; symbol: string }>(
    'A size that is not known yet',
    ({ dimension, symbol }) =>
      `the size ${dimension} has no number here, because ${symbol} is not known; give ${symbol} a number or use it where only its name matters`,
  ),
  SSL3002: error<{ op: string; left: string; right: string }>(
    'Shapes that do not fit',
    ({ op, left, right }) =>
      `${op} cannot join the shapes ${left} and ${right}; make their trailing axes equal, or say with indices which axes belong together`,
  ),
  SSL3003: error<{ op: string; shape: string; needed: string }>(
    'A shape that an operation does not take',
    ({ op, shape, needed }) =>
      `${op} needs ${needed}, but it is given the shape ${shape}; change the axes of its argument`,
  ),
  SSL3004: error<{ op: string; axis: number; shape: string }>(
    'An axis that does not exist',
    ({ op, axis, shape }) =>
      `${op} is asked for axis ${axis} of a tensor of shape ${shape}, which has no such axis; use one of its own`,
  ),
  SSL3005: error<{ from: string; to: string }>(
    'A reshape that changes the number of entries',
    ({ from, to }) =>
      `reshape cannot turn ${from} into ${to}, because the number of entries differs; choose axes with the same product`,
  ),
  SSL3006: error<{ op: string; access: string; axis: string }>(
    'An access outside its axis',
    ({ op, access, axis }) =>
      `${op} reads ${access} of an axis of size ${axis}, which is outside it; narrow the range or pad the tensor first`,
  ),
  SSL3007: error<{ op: string; expected: string; given: string }>(
    'A wrong kind of values',
    ({ op, expected, given }) =>
      `${op} needs values of kind ${expected}, but it is given ${given}; convert them first`,
  ),
  SSL3101: error<{ name: string; argument: string; expected: string; given: string }>(
    'An argument with other axes than expected',
    ({ name, argument, expected, given }) =>
      `${name} expects ${argument}: ${expected} but is given ${given}; change the argument, or a definition before it`,
  ),
  SSL3102: error<{ name: string; argument: string; expected: string; given: string }>(
    'An argument of another kind than expected',
    ({ name, argument, expected, given }) =>
      `${name} expects values of kind ${expected} as ${argument}, but is given ${given}; ${mend(expected)}`,
  ),
  SSL3103: error<{ name: string; expected: number; given: number }>(
    'A wrong number of arguments',
    ({ name, expected, given }) =>
      `${name} takes ${expected} ${expected === 1 ? 'argument' : 'arguments'} but is given ${given}; give one for each of its data`,
  ),
  SSL3104: error<{ name: string; argument: string; bound: string; given: string }>(
    'A value outside its bound',
    ({ name, argument, bound, given }) =>
      `${argument} of ${name} must be ${bound}, but it is ${given}; choose another value`,
  ),
  SSL3105: error<{ name: string; argument: string; expected: string; given: string }>(
    'A configuration value of another type',
    ({ name, argument, expected, given }) =>
      `${argument} of ${name} must be ${expected}, but it is ${given}; give such a value`,
  ),
  SSL3106: error<{ name: string; value: string }>(
    'A value that a distribution or setting cannot take',
    ({ name, value }) => `${name} is given ${value}, which it cannot take; choose another value`,
  ),
  SSL3107: error(
    'An empty list as a tensor',
    () => 'an empty list cannot be a tensor; give it at least one item',
  ),
  SSL3108: error(
    'A list of unequal items',
    () => 'the items of this list differ in shape, so it is no tensor; make all of them equally long',
  ),
  SSL3109: error<{ op: string; left: string; right: string }>(
    'One index over axes of different size',
    ({ op, left, right }) =>
      `${op} uses one index for an axis of size ${left} and one of size ${right}; use two indices, or make the axes equal`,
  ),
  SSL3110: error(
    'A schedule where a number is needed',
    () =>
      'this value changes from step to step, but a number that is always the same is needed here; give a plain number',
  ),
  SSL3111: error<{ index: string; size: string }>(
    'An item that a list does not have',
    ({ index, size }) => `item ${index} is asked of a list of ${size}; items are counted from 0`,
  ),
  SSL3112: error(
    'A mean of nothing',
    () =>
      'the condition of this mean leaves no entry for at least one of its results; weaken it or make the axis longer',
  ),
  SSL3113: error(
    'An index with two ranges',
    () => 'an index runs over two different ranges here; use two indices, or make the ranges equal',
  ),
  SSL3114: error<{ name: string; argument: string; nearest: string }>(
    'An unknown configuration argument',
    ({ name, argument, nearest }) =>
      `${name} has no configuration argument ${argument}${nearest === '' ? '' : `; did you mean ${nearest}?`}`,
  ),
  SSL3115: error<{ name: string; argument: string }>(
    'A missing configuration argument',
    ({ name, argument }) => `${name} needs a value for ${argument}; give it by name`,
  ),
  SSL3116: error<{ message: string }>('A requirement that does not hold', ({ message }) => message),
  SSL3117: error<{ path: string; first: string; now: string }>(
    'One model at inputs of different size',
    ({ path, first, now }) =>
      `the parameter ${path} had the shape ${first} where its model was first used, and would have ${now} here; use a second model, or give both uses inputs of equal size`,
  ),
  SSL3118: error<{ name: string; result: string; given: string }>(
    'A result other than declared',
    ({ name, result, given }) =>
      `${name} declares the result ${result}, but its body gives ${given}; correct one of the two`,
  ),
  SSL3119: error<{ name: string; expected: string; given: string }>(
    'State that changes its shape or kind',
    ({ name, expected, given }) =>
      `the state ${name} is ${expected}, but this update gives ${given}; kind and axes of state stay as they are`,
  ),
  SSL3120: error<{ groups: string; batch: string }>(
    'Groups that do not divide the batch',
    ({ groups, batch }) =>
      `${groups} groups do not divide a batch of ${batch}; choose a number of groups that divides it`,
  ),
  SSL3121: error(
    'Batch statistics of one example',
    () =>
      'statistics over the batch need more than one example, but the batch has size 1; make it larger, or use another normalisation',
  ),
  SSL3122: error<{ given: string; metric?: string }>(
    'An objective that is no number',
    ({ given, metric }) =>
      `${metric === undefined ? 'minimize needs one number' : `metric ${metric} is one number or an image`}, but this value has the axes ${given}; take its mean or sum`,
  ),
  SSL3123: error(
    'An objective that no parameter reaches',
    () =>
      'no parameter can change this objective, so there is nothing to learn; use a model in it, without stop_gradient on every path',
  ),
  SSL3124: error<{ parameter: string }>(
    'Two objectives that own one parameter',
    ({ parameter }) =>
      `two objectives train the parameter ${parameter}; add them to one, or say with over which models each of them trains`,
  ),
  SSL3125: error<{ model: string }>(
    'A model that an objective does not reach',
    ({ model }) =>
      `this objective is over ${model}, but reaches no parameter of ${model}; name a model that it uses`,
  ),
  SSL3126: error<{ data: string; field: string }>(
    'A fact of the data that is not known yet',
    ({ data, field }) =>
      `the ${field} of ${data} is not known before the data is read; give the data when the program is built`,
  ),
  SSL3127: error<{ pretext: string }>(
    'A pretext without a batch',
    ({ pretext }) => `${pretext} reads no batch; begin it with batch x from the data`,
  ),
  SSL3128: error<{ pretext: string }>(
    'A pretext without an objective',
    ({ pretext }) => `${pretext} minimizes nothing; add a minimize line`,
  ),
  SSL3129: error<{ what: string }>(
    'Something that belongs into a pretext',
    ({ what }) => `${what} belongs into the body of a pretext, but no pretext is being built here`,
  ),
  SSL3130: error<{ name: string; parameter: string; known: string }>(
    'A parameter that a model does not have',
    ({ name, parameter, known }) =>
      `${name} has no parameter ${parameter} here; ${known === '' ? 'use the model first' : `it has ${known}`}`,
  ),
  SSL3131: error<{ name: string }>(
    'Twice the same name',
    ({ name }) => `${name} is defined twice in this pretext; give one of them another name`,
  ),
  SSL3132: error<{ name: string }>(
    'A key that draws need',
    ({ name }) =>
      `${name} draws at random; give it a key such as { seed: 1, step: 0, example: 0 } as the last argument`,
  ),
  SSL3133: error<{ name: string }>(
    'A model without parameters yet',
    ({ name }) => `${name} owns parameters; make them first with init({ x: [512] }, { seed: 1 })`,
  ),
  SSL3134: error<{ name: string; argument: string; kind: string }>(
    'Values that are not of the kind they should be',
    ({ name, argument, kind }) => `${name} is given ${argument} that is no ${kind}: ${kindText(kind)}`,
  ),
  SSL3135: error<{ pretext: string; model: string }>(
    'A model that the pretext does not use',
    ({ pretext, model }) => `${pretext} uses no model ${model}; evaluate one that its body applies`,
  ),
  SSL3136: error<{ low: string; high: string; size: string }>(
    'A number that can leave the axis that it indexes',
    ({ low, high, size }) =>
      `this index ${low === high ? `is ${low}` : `can be anything from ${low} to ${high}`}, but the axis has ${size} entries, 0 to ${Number.isNaN(Number(size)) ? `${size} - 1` : Number(size) - 1}; narrow what it is drawn or computed from, or clamp it`,
  ),
  SSL3137: error<{ engine: string }>(
    'An engine where none can be loaded',
    ({ engine }) => `the engine ${engine} cannot be loaded here; import the call from sslang/runtime`,
  ),
  SSL3138: error<{ pretext: string; stage: string; known: string }>(
    'Settings of a stage that does not exist',
    ({ pretext, stage, known }) =>
      `${pretext} has no stage ${stage}${known === 'nothing' ? ' and no others' : `, only ${known}`}; correct the name in its train block`,
  ),
  SSL3139: error<{ model: string }>(
    'An optimiser for a model that nothing trains',
    ({ model }) =>
      `an optimizer is set over ${model}, but no objective trains a parameter of ${model}; name a model that is trained`,
  ),
  SSL3140: error<{ model: string; data: string; path: string; trained: string; evaluated: string }>(
    'A model that is evaluated on other shapes than it is trained on',
    ({ model, data, path, trained, evaluated }) =>
      `${path} is ${trained} in training, but ${evaluated} for the examples of ${data}: an evaluation gives ${model} whole examples; let ${model} itself do what the pretext does with them first`,
  ),
} as const

function mend(kind: string): string {
  if (kind === 'unit') return 'normalise it with l2_normalize'
  if (kind === 'prob') return 'give a distribution, as softmax makes it'
  if (kind === 'image')
    return 'give pictures with values in 0..1 that were not normalised, or clip with image'
  if (kind === 'lab') return 'convert it with to_lab'
  if (kind === 'logits') return 'give the values before softmax, sigmoid or normalisation'
  if (kind === 'bool') return 'compare it with something'
  return 'convert it first'
}

function kindText(kind: string): string {
  if (kind === 'unit') return 'its last axis has not length 1'
  if (kind === 'prob') return 'its last axis is negative somewhere or does not sum to 1'
  return 'its values do not lie in 0..1'
}
