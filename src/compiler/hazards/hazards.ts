import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Build, PretextNotes } from '../../program/definition/build.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { batchOfOne } from './batch-of-one.js'
import { collapse } from './collapse.js'
import { corruptedTarget } from './corrupted-target.js'
import { decayReachesOne } from './decay-reaches-one.js'
import { decayTooSmall } from './decay-too-small.js'
import { factsOf } from './facts/facts.js'
import { ordersOf } from './facts/orders.js'
import { gradientIntoState } from './gradient-into-state.js'
import { identicalViews } from './identical-views.js'
import { idleTerm } from './idle-term.js'
import { matchedWithAll } from './matched-with-all.js'
import { mixedOrder } from './mixed-order.js'
import { modelAtTwoPlaces } from './model-at-two-places.js'
import { noPredictor } from './no-predictor.js'
import { nothingLearns } from './nothing-learns.js'
import { numberOutOfRange } from './number-out-of-range.js'
import { oneViewTwice } from './one-view-twice.js'
import { queueOf } from './queue-of.js'
import { schedulesOutsideRun } from './schedules.js'
import { shuffledInVain } from './shuffled-in-vain.js'
import { targetApart } from './target-apart.js'
import { targetWithoutData } from './target-without-data.js'
import { toldApart } from './told-apart.js'
import { unreachedParameters } from './unreached-parameters.js'
import { weightDecayTooStrong } from './weight-decay-too-strong.js'

/**
 * The known ways in which a self-supervised run goes wrong, looked for in the complete forward graph of
 * a pretext. What a mistake has as its consequence is not told beside it.
 */
export function hazards(pretext: Pretext, build: Build, notes: PretextNotes): readonly Diagnostic[] {
  const facts = factsOf(build, notes)
  const orders = ordersOf(facts.nodes, build, notes)
  const identical = identicalViews(facts)
  const stopped = nothingLearns(facts)
  const errors = [
    ...stopped,
    ...gradientIntoState(facts),
    ...identical,
    ...(identical.length > 0 ? [] : collapse(facts)),
    ...mixedOrder(facts, orders),
  ]
  return [
    ...errors,
    ...(stopped.length > 0 ? [] : unreachedParameters(facts)),
    ...(errors.length > 0 ? [] : [...noPredictor(facts), ...oneViewTwice(facts)]),
    ...toldApart(facts),
    ...shuffledInVain(facts, orders),
    ...modelAtTwoPlaces(facts),
    ...targetWithoutData(facts),
    ...batchOfOne(facts),
    ...targetApart(facts),
    ...corruptedTarget(facts),
    ...matchedWithAll(facts),
    ...queueOf(facts),
    ...(errors.length > 0 ? [] : idleTerm(facts)),
    ...weightDecayTooStrong(facts, pretext),
    ...decayReachesOne(facts, pretext),
    ...decayTooSmall(facts),
    ...schedulesOutsideRun(facts, pretext),
    ...numberOutOfRange(facts, pretext),
  ]
}
