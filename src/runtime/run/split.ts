import { fail } from '../../messages/catalogue.js'
import type { Data } from '../../program/pretext/data.js'
import { runnable } from '../../program/pretext/evaluate.js'
import type { EvaluationProgram, StepProgram } from '../../program/step/program.js'
import { type Dataset, everything } from '../data/dataset.js'
import { labelled } from '../data/labelled.js'
import type { Sample } from '../evaluate/evaluate.js'
import type { Evaluation } from '../evaluate/evaluation.js'
import { heldOutFifth } from '../shuffle.js'

/** A model to judge: on what, and how. */
export interface Judgement {
  readonly target: EvaluationProgram
  readonly evaluation: Evaluation
  readonly fit: Sample
  readonly test: Sample
}

/** Evaluations that need the classes of the examples. */
const labelling: ReadonlySet<Evaluation['is']> = new Set([
  'knn',
  'linear_probe',
  'label_fractions',
  'fine_tune',
])

/** Whether the pretext's own data is split, since an evaluation names no data to test on. */
export const holdsOut = ({ evaluations }: StepProgram): boolean =>
  evaluations.some(({ test }) => test === undefined)

/** Numbers of the examples to train on: all, or without the fifth that evaluations are tested on. */
export function trainingExamples(program: StepProgram, dataset: Dataset): Int32Array {
  return holdsOut(program) ? heldOutFifth(dataset.count).fit : everything(dataset)
}

/**
 * All evaluations of a program with their data, checked before anything is trained.
 * Fails with SSL7402 (not known), SSL6020 (no labels), SSL6023 (too few), SSL5108 (tested on what was fitted) and as data is
 * opened.
 */
export async function judgementsOf(
  program: StepProgram,
  root: string,
  open: (data: Data) => Promise<Dataset>,
): Promise<Judgement[]> {
  const judgements: Judgement[] = []
  for (const target of program.evaluations) {
    const own = await open(program.batch.data)
    const fit = target.fit ? await open(target.fit) : own
    const test = target.test ? await open(target.test) : own
    if (target.test && test === fit) fail('SSL5108', { data: test.name })
    const split = heldOutFifth(own.count)
    const fitted = { dataset: fit, examples: fit === own && !target.test ? split.fit : everything(fit) }
    const tested = { dataset: test, examples: target.test ? everything(test) : split.test }
    for (const asked of target.evaluations) {
      const evaluation = evaluationOf(asked)
      const path = 'labels' in asked && typeof asked.labels === 'string' ? asked.labels : undefined
      const judgement = { target, evaluation, fit: fitted, test: tested }
      judgements.push(checked(path === undefined ? judgement : await relabelled(judgement, path, root)))
    }
  }
  return judgements
}

function evaluationOf(asked: EvaluationProgram['evaluations'][number]): Evaluation {
  switch (asked.is) {
    case 'knn':
    case 'linear_probe':
    case 'tsne':
    case 'neighbors':
    case 'fine_tune':
      return asked
    case 'label_fractions':
      return {
        epochs: 300,
        lr: 0.05,
        l2: 1e-3,
        ...asked,
        tune: asked.tune ? { epochs: 50, lr: 1e-3 } : undefined,
      }
    default:
      return fail('SSL7402', { evaluation: asked.is, known: runnable })
  }
}

/** Labels of another file belong to the data that is fitted on, and to the test where it is the same data. */
async function relabelled(judgement: Judgement, path: string, root: string): Promise<Judgement> {
  const { fit, test } = judgement
  const dataset = await labelled(fit.dataset, path, root)
  const same = test.dataset === fit.dataset
  return { ...judgement, fit: { ...fit, dataset }, test: same ? { ...test, dataset } : test }
}

function checked(judgement: Judgement): Judgement {
  const { evaluation, fit, test } = judgement
  for (const { dataset } of [fit, test]) {
    if (labelling.has(evaluation.is) && !dataset.labels) {
      fail('SSL6020', { data: dataset.name, evaluation: evaluation.is })
    }
  }
  const labels = Math.max(0, ...labelsOf(evaluation))
  const count = fit.examples.length
  if (labels > count) fail('SSL6023', { evaluation: evaluation.is, data: fit.dataset.name, labels, count })
  return judgement
}

/** The shares or numbers of labels that an evaluation asks for. */
function labelsOf(evaluation: Evaluation): readonly number[] {
  if (evaluation.is === 'fine_tune') return [evaluation.labels]
  return evaluation.is === 'label_fractions' ? evaluation.fractions : []
}
