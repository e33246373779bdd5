import type { Placement } from '../runtime/placement/placement.js'
import { counted } from './plural.js'
import { columns } from './table.js'

/** What of a step runs where, for a person. */
export function placementText(placement: Placement & { readonly pretext: string }): string {
  const { pretext, engine, function: name, operators, host } = placement
  const all = new Map<string, number>()
  for (const { on, count } of operators) all.set(on, (all.get(on) ?? 0) + count)
  const sums = [...all].map(([on, count]) => `${counted(count, 'operator')} on ${on}`)
  const fed = Object.entries(host).map(([kind, count]) => ['host', kind, String(count)])
  const rows = [...operators.map(({ on, operator, count }) => [on, operator, String(count)]), ...fed]
  return `# ${pretext}, ${name}: ${engine}, ${sums.join(', ')}\n${columns(rows)}`
}
