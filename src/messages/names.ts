import { choices, error, warning } from './entry.js'

const meant = (near: string | undefined) => (near ? `; did you mean \`${near}\`?` : '')
/** What else a list could have been meant to be: settings with defaults are never given by position. */
const byName = (configuration: readonly string[] = []) =>
  configuration.length > 0
    ? `; its configuration is given by name: ${configuration.map((one) => `\`${one}: …\``).join(', ')}`
    : ''
const plural = (n: number, word: string) => `${n} ${n === 1 ? word : word === 'axis' ? 'axes' : `${word}s`}`

/** SSL2xxx: names, roles, types and index notation (the checker, before instantiation). */
export const names = {
  SSL2001: error<{
    name: string
    near?: string | undefined
    import?: string | undefined
    member?: string | undefined
  }>('Unknown name', ({ name, near, import: from, member }) => {
    if (member) return `\`${name}\` is a module; what it defines goes by its own name, \`${member}\``
    return from
      ? `\`${name}\` is not visible here; add \`import ${from}\` at the head of the file`
      : `there is no \`${name}\` here${meant(near)}`
  }),
  SSL2002: error<{ name: string }>(
    'Name defined twice',
    ({ name }) => `\`${name}\` is already defined here; give one of the two another name`,
  ),
  SSL2003: error<{ name: string; modules: readonly string[] }>(
    'Ambiguous name',
    ({ name, modules }) =>
      `\`${name}\` comes from ${choices(modules, 'and')}; import it by name from one of them, e.g. \`import ${modules[0]}.{${name}}\``,
  ),
  SSL2004: error<{ name: string }>(
    'Reserved word of TypeScript',
    ({ name }) =>
      `\`${name}\` is a reserved word of TypeScript, so the compiled module cannot use it; choose another name`,
  ),
  SSL2005: error<{ module: string; near?: string | undefined }>(
    'Unknown module',
    ({ module, near }) => `there is no module \`${module}\`${meant(near)}`,
  ),
  SSL2006: error<{ path: string }>(
    'Imported file not found',
    ({ path }) => `there is no file "${path}"; paths of imports are relative to the importing file`,
  ),
  SSL2007: error<{ name: string; module: string; near?: string | undefined }>(
    'Name not in the module',
    ({ name, module, near }) => `${module} has no \`${name}\` to import${meant(near)}`,
  ),
  SSL2008: error<{ path: readonly string[] }>(
    'Imports in a circle',
    ({ path }) =>
      `these imports form a circle: ${path.join(' → ')}; move what they share into a file of its own`,
  ),
  SSL2009: error<{ name: string; what: string }>(
    'Not importable',
    ({ name, what }) =>
      `\`${name}\` is a ${what}, which stays in its own file; only definitions, constants and data can be imported`,
  ),
  SSL2010: error<{ name: string }>(
    'TypeScript function outside data',
    ({ name }) => `\`${name}\` is a TypeScript function and can only be the source of a \`data\` declaration`,
  ),
  SSL2011: error<{ name: string }>(
    'Name used before its statement',
    ({ name }) => `\`${name}\` is used before the statement that defines it; move that statement up`,
  ),
  SSL2012: error<{ path: readonly string[] }>(
    'Recursion',
    ({ path }) => `${path.map((name) => `\`${name}\``).join(' → ')} refers to itself; there is no recursion`,
  ),
  SSL2013: error<{ name: string; module: string }>(
    'A pretext that bears the name of a loss of its own file',
    ({ name }) => `this file already exports \`${name}\`; give the pretext another name`,
  ),
  SSL2014: error<{ name: string }>(
    'A distribution outside of `~`',
    ({ name }) => `\`${name}\` is a distribution; write \`let x ~ ${name}(…)\` to draw from it`,
  ),
  SSL2015: error<{ name: string; near?: string | undefined }>(
    'Not a distribution',
    ({ name, near }) => `\`${name}\` is no distribution, and \`~\` draws from one${meant(near)}`,
  ),
  SSL2016: error<{ kind: string; near?: string | undefined }>(
    'Unknown type',
    ({ kind, near }) => `there is no type \`${kind}\`${meant(near)}`,
  ),
  SSL2017: error<{ name: string; place: string }>(
    'A name only for its place',
    ({ name, place }) => `\`${name}\` is a name only in ${place}`,
  ),

  // Roles
  SSL2101: error<{ role: string; name: string; callee: string; calleeRole: string }>(
    'Role may not call',
    ({ role, name, callee, calleeRole }) =>
      `the ${role} \`${name}\` may not use the ${calleeRole} \`${callee}\`${
        calleeRole === 'loss'
          ? '; losses belong in `minimize`, `metric` or other losses'
          : role === 'fn' || role === 'loss'
            ? `; a ${role} neither owns parameters nor draws`
            : calleeRole === 'augment'
              ? '; views are drawn in the pretext, before the model'
              : ''
      }`,
  ),
  SSL2102: error<{ role: string; name: string }>(
    'Role may not draw',
    ({ role, name }) => `the ${role} \`${name}\` may not draw; make it an \`augment\` or a \`layer\``,
  ),
  SSL2103: error<{ role: string; name: string; what: string }>(
    'Role may not own',
    ({ role, name, what }) =>
      `the ${role} \`${name}\` may not own a ${what}; make it a \`layer\`, \`encoder\` or \`head\``,
  ),
  SSL2104: error<{ model: string; augment: string }>(
    'A model that draws views',
    ({ model, augment }) =>
      `model \`${model}\` contains the augment \`${augment}\`, so it would draw views of its own; apply \`${augment}\` to the data in the pretext instead`,
  ),
  SSL2105: error<{ data: string }>(
    'Labels in a pretext',
    ({ data }) => `the labels of \`${data}\` are for \`evaluate\` only; a pretext learns without them`,
  ),
  SSL2106: error<{ what: string }>(
    'Only in a layer',
    ({ what }) => `\`${what}\` has a meaning only in layers, encoders and heads`,
  ),
  SSL2107: error<{ name: string }>(
    'Not a state',
    ({ name }) =>
      `\`${name}\` is not a \`state\` of this ${'definition or pretext'}, so nothing can update it`,
  ),
  SSL2108: error<{ name: string }>('Not a model', ({ name }) => `\`${name}\` is not a model`),

  // Calls
  SSL2201: error<{
    name: string
    expected: readonly string[]
    given: number
    configuration?: readonly string[]
  }>(
    'Wrong number of arguments',
    ({ name, expected, given, configuration }) =>
      `\`${name}\` takes ${plural(expected.length, 'argument')}${expected.length ? ` (${expected.join(', ')})` : ''}, not ${given}${byName(configuration)}`,
  ),
  SSL2202: error<{ name: string; missing: readonly string[] }>(
    'Missing configuration',
    ({ name, missing }) =>
      `\`${name}\` needs ${choices(
        missing.map((word) => `\`${word}\``),
        'and',
      )}: write \`${name}(${missing.map((word) => `${word}: …`).join(', ')})\``,
  ),
  SSL2203: error<{ name: string; argument: string; near?: string | undefined; known: readonly string[] }>(
    'Unknown argument',
    ({ name, argument, near, known }) =>
      `\`${name}\` has no configuration \`${argument}\`${
        near
          ? meant(near)
          : known.length
            ? `; it has ${choices(
                known.map((word) => `\`${word}\``),
                'and',
              )}`
            : ''
      }`,
  ),
  SSL2204: error<{ argument: string }>(
    'Argument given twice',
    ({ argument }) => `\`${argument}\` is given twice`,
  ),
  SSL2205: error<{ name: string; argument: string }>(
    'Configuration by position',
    ({ name, argument }) =>
      `\`${argument}\` of \`${name}\` has a default and is given by name: \`${argument}: …\``,
  ),
  SSL2213: error<{ name: string; configuration: readonly string[]; data: readonly string[] }>(
    'Configuration and data in one list',
    ({ name, configuration, data }) =>
      `configuration and data stand in two lists: write \`${name}(${configuration.map((one) => `${one}: …`).join(', ')})(${data.join(', ')})\``,
  ),
  SSL2206: error<{ name: string; argument: string }>(
    'Data by name',
    ({ name, argument }) => `\`${argument}\` of \`${name}\` is data and is given by position, without a name`,
  ),
  SSL2207: error<{ what: string }>(
    'Not callable',
    ({ what }) => `${what} is not a function or model, so it cannot be called`,
  ),
  SSL2208: error<{
    name: string
    expects: string
    has: string
    axes: number
    configuration?: readonly string[] | undefined
  }>(
    'Too few axes',
    ({ name, expects, has, axes, configuration }) =>
      `\`${name}\` expects ${expects}, but this has only ${plural(axes, 'axis')}: ${has}${byName(configuration)}`,
  ),
  SSL2209: error<{ name: string; expects: string; has: string; loss: boolean }>(
    'Too many axes',
    ({ name, expects, has, loss }) =>
      `\`${name}\` takes one example, ${expects}, and is lifted over the batch only, but this is ${has}; ${
        loss
          ? 'flatten the other axes first'
          : 'flatten the axes that are too many, or use it under an index for each'
      }`,
  ),
  SSL2210: error<{ name: string; argument: string; expects: string; has: string }>(
    'Argument of another type',
    ({ name, argument, expects, has }) => `\`${argument}\` of \`${name}\` is ${expects}, but this is ${has}`,
  ),
  SSL2211: error<{ name: string; axis: string; expects: string }>(
    'The axis in front is not the batch',
    ({ name, axis, expects }) =>
      `\`${name}\` expects ${expects} for each example, and the axis in front, \`${axis}\`, is not the batch; use it under an index`,
  ),

  // Values
  SSL2301: error<{ has: string; wanted: string }>(
    'Value of another sort',
    ({ has, wanted }) => `${wanted} is needed here, and this is ${has}`,
  ),
  SSL2302: error<{ what: string }>(
    'Not known when compiling',
    ({ what }) =>
      `${what} must be known before the program runs, and this depends on data, draws, parameters or a schedule`,
  ),
  SSL2303: error<{ has: string }>(
    'A condition that is a tensor',
    () => '`if` chooses before the program runs; choose by value with `where(condition, a, b)`',
  ),
  SSL2304: error<{ then: string; else: string }>(
    'Branches with different axes',
    ({ then, else: other }) =>
      `the two sides of \`if\` must have the same axes, but they are ${then} and ${other}`,
  ),
  SSL2305: error<{ low: number; high: number }>(
    'A range from high to low',
    ({ low, high }) => `the range runs from high to low; write \`${high}..${low}\``,
  ),
  SSL2306: error('An empty list', () => 'an empty list has no axes, so it can be no tensor'),
  SSL2307: error<{ names: number; items: number | undefined }>(
    'Tuple of another length',
    ({ names: count, items }) =>
      items === undefined
        ? 'this is no tuple, so it cannot be taken apart'
        : `this tuple has ${items} items, not ${count}`,
  ),
  SSL2308: error<{ field: string; of: string; known: readonly string[]; near?: string | undefined }>(
    'Unknown field',
    ({ field, of, known, near }) =>
      `${of} has no \`${field}\`${
        near
          ? meant(near)
          : known.length
            ? `; it has ${choices(
                known.map((word) => `\`${word}\``),
                'and',
              )}`
            : ''
      }`,
  ),
  SSL2309: error<{ result: string; has: string }>(
    'Result of another type',
    ({ result, has }) => `the result is declared as ${result}, but the body gives ${has}`,
  ),
  SSL2310: error<{ what: string }>(
    'Number of axes not known',
    ({ what }) => `how many axes ${what} has is not known here; write its result type`,
  ),
  SSL2311: error<{ unit: string; wanted: string }>(
    'Unit in the wrong place',
    ({ unit, wanted }) => `a number in ${unit} cannot stand here; ${wanted} is needed`,
  ),
  SSL2312: error<{ name: string }>(
    'An axis with several unknowns',
    ({ name }) =>
      `\`${name}\` cannot be solved: an axis expression may have one unknown dimension, which occurs linearly`,
  ),
  SSL2313: error<{ name: string }>(
    'A model is not a value',
    ({ name }) => `\`${name}\` is a model, not a value; name it with \`model\`, or apply it`,
  ),

  // Index notation
  SSL2401: error<{ has: string; axes: number; given: number }>(
    'Too many indices',
    ({ has, axes, given }) =>
      `this has ${plural(axes, 'axis')} (${has}), but ${given} ${given === 1 ? 'index is' : 'indices are'} given`,
  ),
  SSL2402: error<{ has: string }>(
    'An index that is no whole number',
    ({ has }) => `an index must be an int, and this is ${has}`,
  ),
  SSL2403: error<{ index: string }>(
    'Index without a range',
    ({ index }) => `nothing says how far \`${index}\` runs; give its range: \`${index} < n\``,
  ),
  SSL2404: error<{ index: string; axis: string; dimension: string }>(
    'Index on another axis',
    ({ index, axis, dimension }) =>
      `\`${index}\` is the index of \`${dimension}\`, but this axis is \`${axis}\`; swap the indices, or rename this one`,
  ),
  SSL2405: error<{ what: string }>(
    'Not an index',
    ({ what }) => `${what} is no new index; write a name, or \`name < range\``,
  ),
  SSL2407: error<{ index: string }>(
    'Only `<` with a known number',
    ({ index }) => `a \`let\` allows only \`${index} < n\`, with n known before the program runs`,
  ),
  SSL2408: error<{ name: string; has: string }>(
    'A reduction of more than a number',
    ({ name, has }) => `\`${name}\` needs one index over a scalar, or a vector, and this is ${has}`,
  ),
  SSL2409: error<{ left: string; right: string }>(
    'Nothing to contract',
    ({ left, right }) =>
      `\`@\` contracts the last axis of its left side with the first of its right side; these are ${left} and ${right}`,
  ),
  SSL2410: error<{ index: string }>(
    'Index defined twice',
    ({ index }) => `\`${index}\` is bound twice in one list`,
  ),

  // Pretexts
  SSL2602: error<{ pretext: string }>(
    'Several batches in one pretext',
    ({ pretext }) => `\`${pretext}\` already has a batch; a pretext reads one`,
  ),
  SSL2603: error(
    'Two objectives over everything',
    () =>
      'this stage already has an objective without `over`; add the two, or say which models each is `over`',
  ),
  SSL2604: error<{ model: string }>(
    'Two objectives own one model',
    ({ model }) =>
      `an objective before this one is already over \`${model}\`; each model belongs to one objective of a stage`,
  ),
  SSL2606: error<{ name: string; near?: string | undefined }>(
    'Not data',
    ({ name, near }) => `\`${name}\` is not data${meant(near)}`,
  ),
  SSL2607: error<{ data: string; parts: number; names: number }>(
    'Example with other parts',
    ({ data, parts, names: count }) =>
      `an example of \`${data}\` has ${plural(parts, 'part')}, but ${plural(count, 'name')} ${count === 1 ? 'stands' : 'stand'} here`,
  ),

  // Warnings
  SSL2501: warning<{ what: string; name: string }>(
    'Nothing reads this',
    ({ what, name }) => `nothing reads the ${what} \`${name}\`; use it or remove it`,
  ),
  SSL2502: warning<{ name: string }>(
    'A state that nothing updates',
    ({ name }) => `nothing updates the state \`${name}\`, so it keeps its initial value`,
  ),
  SSL2503: warning<{ recipe: string }>(
    'Two sets of weights',
    ({ recipe }) =>
      `\`${recipe}\` is used twice in this objective and makes new weights each time; to share them, name it: \`model name = ${recipe}(…)\``,
  ),
} as const
