import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Facts } from './facts/facts.js'
import type { Mixture, Order, Orders } from './facts/orders.js'
import { placeOf, related } from './place.js'

/** Operations that match rows of different examples, because one side was permuted. */
export function mixedOrder(facts: Facts, { mixtures }: Orders): Diagnostic[] {
  const told = new Set<string>()
  return mixtures.flatMap(({ node, orders }) => {
    const span = placeOf(facts, node)
    const key = JSON.stringify(span)
    if (told.has(key)) return []
    told.add(key)
    const [first, second] = orders
    const permuted = first.is === 'permuted' ? first : second
    const by = permuted.is === 'permuted' ? permuted.by : undefined
    return [
      diagnose(
        'SSL4006',
        {
          first: words(first),
          second: words(second),
          by: by && permuted.is === 'permuted' && permuted.times === 1 ? nameOf(by) : undefined,
        },
        { span, related: by ? related('the order is drawn here', by.origin) : [] },
      ),
    ]
  })
}

function words(order: Mixture['orders'][number] | Order): string {
  if (order.is !== 'permuted') return 'the order of the batch'
  const name = order.times < 0 ? `argsort(${nameOf(order.by)})` : nameOf(order.by)
  const times = Math.abs(order.times)
  return `the order of \`${name}\`${times > 1 ? `, applied ${times === 2 ? 'twice' : `${times} times`},` : ''}`
}

const nameOf = (draw: Node): string => String(draw.attributes.name).replace(/^draw:/, '')
