import type { Origin } from './node.js'

let provider: () => Origin | undefined = () => undefined
let override: { readonly origin: Origin | undefined } | undefined

/** Says where nodes come from that are made without an origin of their own. */
export function setOriginProvider(next: () => Origin | undefined): void {
  provider = next
}

/** The origin that a node made now gets. */
export function currentOrigin(): Origin | undefined {
  return override ? override.origin : provider()
}

/** Runs `body` with one fixed origin: gradients come from where their forward nodes do. */
export function withOrigin<T>(origin: Origin | undefined, body: () => T): T {
  const before = override
  override = { origin }
  try {
    return body()
  } finally {
    override = before
  }
}
