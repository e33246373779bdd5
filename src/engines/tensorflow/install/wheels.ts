import { filter, maxSatisfying, rcompare } from '@renovatebot/pep440'
import { fail } from '../../../messages/catalogue.js'
import { type Get, networkReason } from './connection.js'

/** A package file that the index offers. */
export interface Wheel {
  readonly name: string
  readonly version: string
  readonly url: URL
  readonly sha256: string | undefined
  readonly size: number | undefined
}

/** What is wanted: a project, its versions (`==2.15.1`, `>=12.3,<13`), a processor. */
export interface Wanted {
  readonly project: string
  readonly versions: string
  readonly processor: 'x86_64' | 'aarch64'
}

/** The newest version that is wanted, if the index has one. */
export function pick(wheels: readonly Wheel[], { versions, processor }: Wanted): Wheel | undefined {
  const fitting = wheels.filter(({ name }) => fits(name, processor))
  const known = fitting.map(({ version }) => version)
  const newest = maxSatisfying(known, versions)
  return fitting.find(({ version }) => version === newest)
}

/** Any Python will do: the libraries inside are the same. */
const fits = (name: string, processor: string): boolean =>
  new RegExp(`-(manylinux\\S*|linux)_${processor}\\.whl$`).test(name)

/** The last few versions for a processor, for a message. */
export function newest(wheels: readonly Wheel[], processor: string, count = 4): string[] {
  const versions = wheels.filter(({ name }) => fits(name, processor)).map(({ version }) => version)
  const released = filter([...new Set(versions)], '>=0')
  return released.sort(rcompare).slice(0, count).reverse()
}

/** Everything that the index has of a project; nothing where it does not know it. Fails with SSL7504. */
export async function wheelsOf(project: string, index: URL, get: Get): Promise<Wheel[]> {
  const page = new URL(`${project}/`, index)
  const failed = (reason: string) => fail('SSL7504', { what: project, host: index.host, reason })
  const accept = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5'
  const answer = await get(page, { accept }).catch((cause: unknown) => failed(networkReason(cause)))
  if (answer.status === 404) return []
  if (!answer.ok) return failed(`the index answered ${answer.status}`)
  const text = await answer.text().catch((cause: unknown) => failed(networkReason(cause)))
  const base = new URL(answer.url)
  const json = answer.headers.get('content-type')?.includes('json') === true
  return (json ? listed(text) : linked(text)).flatMap(({ name, href, ...rest }) => {
    const version = /^[^-]+-([^-]+)-.*\.whl$/.exec(name)?.[1]
    return version === undefined ? [] : [{ name, version, url: new URL(href, base), ...rest }]
  })
}

interface Listed {
  readonly name: string
  readonly href: string
  readonly sha256: string | undefined
  readonly size: number | undefined
}

/** The page as JSON (PEP 691). */
function listed(text: string): Listed[] {
  const { files } = JSON.parse(text) as {
    files: { filename: string; url: string; size?: number; hashes?: { sha256?: string } }[]
  }
  return files.map(({ filename, url, size, hashes }) => ({
    name: filename,
    href: url,
    sha256: hashes?.sha256,
    size,
  }))
}

/** The page as HTML (PEP 503). */
const linked = (text: string): Listed[] =>
  [...text.matchAll(/<a\b[^>]*?\shref="([^"]+)"[^>]*>\s*([^<\s]+)\s*</g)].map(([, link = '', name = '']) => {
    const [href = '', fragment = ''] = link.replaceAll('&amp;', '&').split('#')
    return { name, href, sha256: /sha256=([0-9a-f]{64})/.exec(fragment)?.[1], size: undefined }
  })
