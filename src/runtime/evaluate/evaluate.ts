import { join } from 'node:path'
import type { Engine } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import { writeAtomically } from '../checkpoint/write.js'
import type { Dataset } from '../data/dataset.js'
import { pictureOf } from '../picture/picture.js'
import { sheet } from '../picture/sheet.js'
import { permutation } from '../shuffle.js'
import type { Evaluation, EvaluationResult, ResultRow, TuneSettings } from './evaluation.js'
import { type Features, rows } from './features.js'
import { balanced, fractionOf } from './fractions.js'
import { knnAccuracy } from './knn.js'
import { nearest } from './neighbors.js'
import { fitProbes, type ProbeSettings, probeAccuracy } from './probe.js'
import { scatter } from './scatter.js'
import { tsne } from './tsne.js'

/** Examples of a data set with the features that were computed of them. */
export interface Sample {
  readonly dataset: Dataset
  readonly examples: Int32Array
}

/** The features of both samples, by whose they are. */
export interface FeatureSet {
  readonly name: ResultRow['features']
  readonly fit: Features
  readonly test: Features
}

/** What fits with several picks of examples reach, by what they start from. */
export interface Accuracies {
  readonly features: ResultRow['features']
  readonly accuracies: readonly number[]
}

export type Tune = (
  classes: Classes,
  settings: TuneSettings,
  picks: readonly Int32Array[],
) => Promise<Accuracies[]>

export interface EvaluateOptions {
  readonly pretext: string
  readonly model: string
  readonly engine: Engine
  readonly fit: Sample
  readonly test: Sample
  /** Trained first; none where an evaluation looks at no features. */
  readonly sets: readonly FeatureSet[]
  /** Trains the network with the labels of each pick, from trained and from untrained weights. */
  readonly tuned: Tune
  readonly seed: number
  /** Where pictures go. */
  readonly folder: string
}

/** Fails with SSL6020 (no labels) or SSL6022 (other classes). */
export async function evaluate(evaluation: Evaluation, options: EvaluateOptions): Promise<EvaluationResult> {
  const { pretext, model } = options
  const found = await run(evaluation, options)
  return { pretext, model, evaluation: evaluation.is, ...found }
}

type Found = Pick<EvaluationResult, 'title' | 'rows' | 'tuned' | 'picture'>

function run(evaluation: Evaluation, options: EvaluateOptions): Promise<Found> {
  switch (evaluation.is) {
    case 'knn':
      return runKnn(evaluation, options)
    case 'linear_probe':
      return runProbe(evaluation, options)
    case 'label_fractions':
      return runFractions(evaluation, options)
    case 'fine_tune':
      return runTuning(evaluation, options)
    case 'tsne':
      return runTsne(evaluation, options)
    case 'neighbors':
      return runNeighbors(evaluation, options)
  }
}

/** The labels of both samples, by place in them. */
export interface Classes {
  readonly fit: Int32Array
  readonly test: Int32Array
  readonly count: number
}

function classesOf(evaluation: Evaluation['is'], { fit, test }: EvaluateOptions): Classes {
  const label = (sample: Sample): Int32Array => {
    const { labels, name } = sample.dataset
    if (!labels) return fail('SSL6020', { data: name, evaluation })
    return sample.examples.map((example) => labels[example] as number)
  }
  const own = { fit: label(fit), test: label(test) }
  const [left, right] = [fit.dataset.classes?.length ?? 0, test.dataset.classes?.length ?? 0]
  const words = fit.dataset.classes?.some((name, index) => (test.dataset.classes?.[index] ?? name) !== name)
  if (right > left || words) {
    fail('SSL6022', { data: fit.dataset.name, other: test.dataset.name, evaluation, left, right })
  }
  return { ...own, count: left }
}

async function runKnn(
  settings: Extract<Evaluation, { is: 'knn' }>,
  options: EvaluateOptions,
): Promise<Found> {
  const classes = classesOf('knn', options)
  const found = await eachSet(options, async ({ fit, test }) => {
    const neighbors = await nearest(options.engine, fit, test, settings.k)
    return { accuracy: knnAccuracy(neighbors, classes.fit, classes.test, settings) }
  })
  return { title: `${settings.k}-NN`, rows: found }
}

async function runProbe(
  settings: Extract<Evaluation, { is: 'linear_probe' }>,
  options: EvaluateOptions,
): Promise<Found> {
  const classes = classesOf('linear_probe', options)
  const all = Int32Array.from(classes.fit.keys())
  const found = await eachSet(options, async ({ fit, test }) => {
    const [probe] = await fitProbes(options.engine, fit, classes.fit, classes.count, settings, [all])
    return { accuracy: probe ? probeAccuracy(probe, test, classes.test) : 0 }
  })
  return { title: 'linear probe', rows: found }
}

async function runFractions(
  settings: Extract<Evaluation, { is: 'label_fractions' }>,
  options: EvaluateOptions,
): Promise<Found> {
  const classes = classesOf('label_fractions', options)
  const { tune } = settings
  const values = new Map<ResultRow['features'], Record<string, number>>()
  for (const wanted of settings.fractions) {
    const { name, count } = fractionOf(wanted, classes.fit.length, classes.count)
    const picks = Array.from({ length: settings.repeats }, (_, repeat) =>
      balanced(classes.fit, classes.count, count, options.seed, repeat),
    )
    const found = await (tune
      ? options.tuned(classes, tune, picks)
      : probed(options, classes, settings, picks))
    for (const { features, accuracies } of found) {
      const mean = average(accuracies)
      const own = { [name]: mean, [`${name} ±`]: deviation(accuracies, mean) }
      values.set(features, { ...values.get(features), ...own })
    }
  }
  const rows = [...values].map(([features, own]) => ({ features, values: own }))
  return tune
    ? { title: 'fine-tuned with few labels', rows, tuned: true }
    : { title: 'linear probe with few labels', rows }
}

/** The accuracies of linear probes, one fit for each pick. */
async function probed(
  { engine, sets }: EvaluateOptions,
  classes: Classes,
  settings: ProbeSettings,
  picks: readonly Int32Array[],
): Promise<Accuracies[]> {
  const found: Accuracies[] = []
  for (const { name, fit, test } of sets) {
    const probes = await fitProbes(engine, fit, classes.fit, classes.count, settings, picks)
    found.push({
      features: name,
      accuracies: probes.map((probe) => probeAccuracy(probe, test, classes.test)),
    })
  }
  return found
}

/** Of the sample, so that few repeats do not look surer than they are. */
function deviation(values: readonly number[], mean: number): number {
  const squares = values.map((value) => (value - mean) ** 2)
  return values.length > 1 ? Math.sqrt((average(squares) * squares.length) / (squares.length - 1)) : 0
}

async function runTuning(
  settings: Extract<Evaluation, { is: 'fine_tune' }>,
  options: EvaluateOptions,
): Promise<Found> {
  const classes = classesOf('fine_tune', options)
  const { name, count } = fractionOf(settings.labels, classes.fit.length, classes.count)
  const pick = balanced(classes.fit, classes.count, count, options.seed, 0)
  const found = await options.tuned(classes, settings, [pick])
  const rows = found.map(({ features, accuracies }) => ({
    features,
    values: { accuracy: average(accuracies) },
  }))
  return { title: `fine-tuned, ${name} labels`, rows, tuned: true }
}

async function eachSet(
  { sets }: EvaluateOptions,
  measure: (set: FeatureSet) => Promise<Record<string, number>>,
): Promise<ResultRow[]> {
  const found: ResultRow[] = []
  for (const set of sets) found.push({ features: set.name, values: await measure(set) })
  return found
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

async function runTsne(
  settings: Extract<Evaluation, { is: 'tsne' }>,
  options: EvaluateOptions,
): Promise<Found> {
  const { pretext, model, test, seed, folder } = options
  const [trained] = options.sets
  if (!trained) return { title: 't-SNE', rows: [] }
  const shown = permutation(trained.test.count, seed, 'tsne', 0).slice(0, settings.points)
  const points = await tsne(rows(trained.test, shown), settings)
  const { labels, classes = [] } = test.dataset
  const own = labels && shown.map((row) => labels[test.examples[row] as number] as number)
  const picture = `tsne-${pretext}.${model}`
  const svg = scatter(points, `${pretext}.${model}: t-SNE of ${shown.length} test examples`, own, classes)
  await writeAtomically(join(folder, `${picture}.svg`), svg)
  const sharp = (await import('sharp')).default
  await writeAtomically(join(folder, `${picture}.png`), await sharp(Buffer.from(svg)).png().toBuffer())
  return { title: 't-SNE', rows: [], picture: `${picture}.png` }
}

async function runNeighbors(
  settings: Extract<Evaluation, { is: 'neighbors' }>,
  options: EvaluateOptions,
): Promise<Found> {
  const { engine, fit, test, folder, pretext, model } = options
  const [trained] = options.sets
  if (!trained) return { title: 'nearest neighbours', rows: [] }
  const queries = Int32Array.from({ length: Math.min(10, trained.test.count) }, (_, row) => row)
  const found = await nearest(engine, trained.fit, rows(trained.test, queries), settings.count)
  const pictures = found.flatMap(({ indices }, row) => [
    pictureOf(test.dataset, test.examples[queries[row] as number] as number),
    ...Array.from(indices, (index) => pictureOf(fit.dataset, fit.examples[index] as number)),
  ])
  const shown = pictures.filter((picture) => picture !== undefined)
  if (shown.length === 0) return { title: 'nearest neighbours', rows: [] }
  const picture = `neighbors-${pretext}.${model}.png`
  await writeAtomically(join(folder, picture), await sheet(shown, settings.count + 1))
  return { title: 'nearest neighbours', rows: [], picture }
}
