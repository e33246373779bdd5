import { createServer } from 'node:http'
import { type AddressInfo, connect as open } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { connect } from './connection.js'
import { startIndex } from './index.fixture.js'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

describe('a connection', () => {
  it('goes through the proxy that pip would use', async () => {
    const server = await startIndex({ thing: {} })
    const tunnels: string[] = []
    const proxy = createServer().on('connect', ({ url = '' }, socket) => {
      tunnels.push(url)
      const [host, port] = url.split(':')
      const onward = open(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
      socket.on('error', () => onward.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    stops.push(
      server.stop,
      () => proxy.close(),
      () => proxy.closeAllConnections(),
    )
    const index = new URL(server.url)
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const get = connect({ index, certificates: undefined, proxy: address })
    expect((await get(new URL('thing/', index))).status).toBe(200)
    expect(tunnels).toEqual([index.host])
  })
})
