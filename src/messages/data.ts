import { error } from './entry.js'

/** The message of a data declaration starts with its name. */
export interface OfData {
  readonly data: string
}
export interface OfFile extends OfData {
  readonly path: string
}

/** SSL6xxx: data sources and files. */
export const data = {
  SSL6001: error<OfFile & { root: string }>(
    'A data file that is not there',
    ({ data, path, root }) =>
      `data ${data}: there is no "${path}" in ${root}; put it there or change the path (paths start from the folder of the .ssl file)`,
  ),
  SSL6002: error<OfFile & { reason: string }>(
    'A data file that cannot be read',
    ({ data, path, reason }) =>
      `data ${data}: "${path}" cannot be read (${reason}); check what it is and whether you may read it`,
  ),
  SSL6003: error<OfFile & { reason: string }>(
    'A damaged gzip file',
    ({ data, path, reason }) =>
      `data ${data}: "${path}" is gzipped but cannot be unpacked (${reason}); it is cut short or damaged: fetch it again`,
  ),
  SSL6004: error<OfFile & { format: string; source: string }>(
    'A file of another format',
    ({ data, path, format, source }) =>
      `data ${data}: "${path}" is not a file of the ${format} format; give ${source}(…) such a file, or use the source that fits (idx, npy, csv, folder)`,
  ),
  SSL6005: error<OfFile & { needed: number; found: number }>(
    'A data file of the wrong length',
    ({ data, path, needed, found }) =>
      `data ${data}: "${path}" says that it holds ${needed} bytes but has ${found}; ${found < needed ? 'it is cut short' : 'something was added to it'}: fetch it again`,
  ),
  SSL6006: error<OfFile & { header: string }>(
    'A NumPy file of an unreadable type',
    ({ data, path, header }) =>
      `data ${data}: "${path}" holds ${header}, and only numbers in C order can be read; save it again with numpy.ascontiguousarray and a number type`,
  ),
  SSL6007: error<OfFile & { row: number; width: number; found: string }>(
    'A row that is not numbers like the others',
    ({ data, path, row, width, found }) =>
      `data ${data}: row ${row} of "${path}" has ${found} where ${width} numbers belong; mend the row or take it out`,
  ),
  SSL6008: error<OfFile & { count: number; found: number }>(
    'Labels of another number',
    ({ data, path, count, found }) =>
      `data ${data}: "${path}" has ${found} labels but there are ${count} examples; give the labels that belong to these examples`,
  ),
  SSL6009: error<OfFile & { index: number; value: string }>(
    'A label that is no class',
    ({ data, path, index, value }) =>
      `data ${data}: label ${index} of "${path}" is ${value}, and classes are whole numbers from 0; give a file of classes`,
  ),
  SSL6010: error<OfFile & { declared: string; found: string }>(
    'Examples of another size',
    ({ data, path, declared, found }) =>
      `data ${data}: each example is declared as ${declared} but "${path}" holds examples of ${found}; declare that size (the same numbers in other axes will do)`,
  ),
  SSL6011: error<OfFile & { index: number; value: string; kind: string }>(
    'A value that does not fit the declared kind',
    ({ data, path, index, value, kind }) =>
      `data ${data}: example ${index} of "${path}" holds ${value}, which is no value of kind ${kind}; ${kind === 'image' || kind === 'prob' ? 'bring the values to 0..1 or declare f32' : 'mend the file or declare another kind'}`,
  ),
  SSL6012: error<OfFile>(
    'Data without examples',
    ({ data, path }) => `data ${data}: "${path}" holds no examples; give it at least one`,
  ),
  SSL6013: error<OfFile>(
    'A folder without pictures',
    ({ data, path }) =>
      `data ${data}: the folder "${path}" and its sub-folders hold no .png, .jpg or .jpeg file; put pictures there or change the path`,
  ),
  SSL6014: error<OfFile & { reason: string }>(
    'A picture that cannot be decoded',
    ({ data, path, reason }) =>
      `data ${data}: "${path}" cannot be decoded (${reason}); replace the file or take it out of the folder`,
  ),
  SSL6015: error<OfFile & { declared: string; found: string }>(
    'Pictures of unequal size',
    ({ data, path, declared, found }) =>
      `data ${data}: "${path}" is ${found}, not ${declared}; declare image${declared} to have pictures scaled and cropped, or bring all to one size`,
  ),
  SSL6016: error<OfFile & { declared: string }>(
    'A folder of pictures declared as something else',
    ({ data, path, declared }) =>
      `data ${data}: "${path}" is a folder of pictures but an example is declared with axes ${declared}; declare image[height, width, 3], or 1 channel for grey`,
  ),
  SSL6017: error<OfData & { source: string }>(
    'A TypeScript source that gives no data',
    ({ data, source }) =>
      `data ${data}: ${source}(…) returned something else than { count, read(index) }; return a whole number and a function that gives one example`,
  ),
  SSL6018: error<OfData & { source: string; index: number; declared: string; needed: number; found: string }>(
    'A TypeScript source that gives a wrong example',
    ({ data, source, index, declared, needed, found }) =>
      `data ${data}: read(${index}) of ${source}(…) gave ${found} for ${declared}, which takes ${needed} numbers; return an example of the declared type`,
  ),
  SSL6019: error<OfData & { source: string }>(
    'A tuple from a file of single values',
    ({ data, source }) =>
      `data ${data}: ${source}(…) gives one value for each example but the type is a tuple; declare one value, or read the data with a TypeScript function`,
  ),
  SSL6020: error<OfData & { evaluation: string }>(
    'Labels that an evaluation needs',
    ({ data, evaluation }) =>
      `${evaluation} needs the classes of data ${data}, which has no labels; add labels: "FILE" to its source (or sub-folders with the names of the classes), or name data with labels as fit and test`,
  ),
  SSL6021: error<OfData & { pretext: string; size: number; count: number }>(
    'A batch larger than the data',
    ({ data, pretext, size, count }) =>
      `pretext ${pretext} takes batches of ${size} but data ${data} has only ${count} examples to train on; make size smaller or give more data`,
  ),
  SSL6022: error<OfData & { other: string; evaluation: string; left: number; right: number }>(
    'Fit and test data of different classes',
    ({ data, other, evaluation, left, right }) =>
      `${evaluation} is fitted on data ${data} with ${left} classes but tested on data ${other} with ${right}; give both the same classes`,
  ),
  SSL6023: error<OfData & { evaluation: string; labels: number; count: number }>(
    'More labels than examples',
    ({ data, evaluation, labels, count }) =>
      `${evaluation} asks for ${labels} labels but data ${data} has only ${count} examples to fit on; ask for fewer, or for a share such as 10%`,
  ),
  SSL6024: error<OfData & { call: string; what: string }>(
    'A TypeScript source that fails',
    ({ data, call, what }) => `data ${data}: ${call} threw ${what}; mend the function`,
  ),
  SSL6025: error<OfData>(
    'A TypeScript source that is no function',
    ({ data }) =>
      `data ${data}: its TypeScript file exports no such function; export it there, or correct the name`,
  ),
} as const
