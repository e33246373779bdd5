import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { EnvHttpProxyAgent, fetch, type Response } from 'undici'
import type { PythonSettings } from './python.js'

/** Asks for a page or file. Rejects where nobody answers. */
export type Get = (url: URL, headers?: Readonly<Record<string, string>>) => Promise<Response>

/**
 * The network as pip sees it: proxies of the environment, the user's certificates, and the name and password of
 * the index in its address, which only that host gets.
 */
export function connect({ index, certificates, proxy }: PythonSettings): Get {
  const ca = trusted(certificates)
  const dispatcher = new EnvHttpProxyAgent({
    connect: { ca, timeout: 20_000 },
    requestTls: { ca },
    proxyTls: { ca },
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
    ...(proxy !== undefined && { httpProxy: proxy, httpsProxy: proxy }),
  })
  const { username, password, host } = index
  const secret = Buffer.from(decodeURIComponent(`${username}:${password}`)).toString('base64')
  return (url, headers = {}) => {
    const bare = new URL(url)
    bare.username = ''
    bare.password = ''
    const known = username !== '' && url.host === host
    return fetch(bare, {
      dispatcher,
      headers: { ...headers, ...(known && { authorization: `Basic ${secret}` }) },
    })
  }
}

/** Given certificates replace those of Node.js, so these stand among them. */
function trusted(file: string | undefined): string[] | undefined {
  if (file === undefined) return undefined
  const files = [file, process.env.NODE_EXTRA_CA_CERTS].filter((one) => one !== undefined && one !== '')
  return [...rootCertificates, ...new Set(files)].map((one) =>
    one?.startsWith('-----') ? one : readFileSync(one as string, 'utf8'),
  )
}

/** Why there was no answer, in a few words. */
export function networkReason(cause: unknown): string {
  const deepest = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = deepest instanceof Error && 'code' in deepest ? String(deepest.code) : ''
  const words: Record<string, string> = {
    ENOTFOUND: 'the host is not known',
    EAI_AGAIN: 'the host is not known',
    ECONNREFUSED: 'nobody listens there',
    ECONNRESET: 'the connection was lost',
    UND_ERR_SOCKET: 'the connection was lost',
    UND_ERR_CONNECT_TIMEOUT: 'nobody answers',
    UND_ERR_HEADERS_TIMEOUT: 'nobody answers',
    UND_ERR_BODY_TIMEOUT: 'nothing more arrives',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted; name it in PIP_CERT',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not trusted; name it in PIP_CERT',
  }
  return words[code] ?? (deepest instanceof Error ? deepest.message : String(deepest))
}
