import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32, deflateRawSync } from 'node:zlib'

/** A zip file as a wheel is one. */
export function zip(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const data = Buffer.from(content)
    const packed = deflateRawSync(data)
    const path = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(8, 4)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(data.length, 18)
    fields.writeUInt16LE(path.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, place, path)
    const local = [Buffer.from('PK\x03\x04'), fields, path, packed]
    parts.push(...local)
    offset += Buffer.concat(local).length
  }
  const middle = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  const count = Object.keys(files).length
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(middle.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, middle, end])
}

/** What the server does to requests for files. */
export interface Faults {
  /** After so many bytes of an answer the connection is cut. */
  cutAfter?: number
  /** How often; without it always. */
  cuts?: number
  /** Announces another checksum. */
  wrongChecksum?: boolean
  /** Answers with this. */
  status?: number
  /** Knows no ranges: sends the whole file. */
  whole?: boolean
  /** The index as HTML, which tells no sizes. */
  html?: boolean
}

/** A Python index on this machine: projects with their files. It remembers what it was asked. */
export async function startIndex(projects: Readonly<Record<string, Readonly<Record<string, Buffer>>>>) {
  const faults: Faults = {}
  const asked: { path: string; range: string | undefined; authorization: string | undefined }[] = []
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? ''
    const { range, authorization } = request.headers
    asked.push({ path, range, authorization })
    const [, kind, project = '', name = ''] = path.split('/')
    const files = projects[project]
    if (kind === 'simple') page(response, project, files)
    else file(response, files?.[name], range)
  }
  const page = (
    response: ServerResponse,
    project: string,
    files?: Readonly<Record<string, Buffer>>,
  ): void => {
    if (!files) return void response.writeHead(404).end()
    const entries = Object.entries(files).map(([filename, data]) => {
      const sha256 = faults.wrongChecksum ? '0'.repeat(64) : createHash('sha256').update(data).digest('hex')
      return { filename, url: `../../files/${project}/${filename}`, size: data.length, hashes: { sha256 } }
    })
    const links = entries.map(
      ({ filename, url, hashes }) => `<a href="${url}#sha256=${hashes.sha256}">${filename}</a>`,
    )
    const [type, text] = faults.html
      ? ['text/html', links.join('\n')]
      : ['application/vnd.pypi.simple.v1+json', JSON.stringify({ files: entries })]
    response.writeHead(200, { 'content-type': type }).end(text)
  }
  const file = (response: ServerResponse, data: Buffer | undefined, range: string | undefined): void => {
    if (!data || faults.status) return void response.writeHead(faults.status ?? 404).end()
    const from = faults.whole ? 0 : Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0)
    if (from >= data.length) return void response.writeHead(416).end()
    const rest = data.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length })
    const cut = faults.cutAfter !== undefined && faults.cutAfter < rest.length && (faults.cuts ?? 1) > 0
    if (!cut) return void response.end(rest)
    if (faults.cuts !== undefined) faults.cuts--
    response.write(rest.subarray(0, faults.cutAfter), () => setTimeout(() => response.destroy(), 50))
  }
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url, faults, asked, stop }
}
