import * as graph from '../../graph/build.js'
import type { Node } from '../../graph/node.js'
import { currentBuild } from '../definition/build.js'
import type { Schedule } from './schedule.js'

/** The scalar that is fed with the value of a schedule; equal schedules share one. */
export function scheduleNode(schedule: Schedule): Node {
  const { schedules } = currentBuild('a schedule')
  const key = JSON.stringify(schedule)
  const known = schedules.get(key)
  if (known) return known.node
  const name = `schedule:${schedules.size + 1}`
  const node = graph.input(name, [])
  schedules.set(key, { node, name, schedule })
  return node
}
