import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SslError } from '../../../messages/diagnostic.js'
import { connect } from './connection.js'
import { requirements } from './cuda.js'
import { startIndex } from './index.fixture.js'
import { newest, pick, type Wanted, wheelsOf } from './wheels.js'

const empty = Buffer.from('x')
const files = {
  'big_thing-2.9.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl': empty,
  'big_thing-2.15.1-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl': empty,
  'big_thing-2.15.1-cp311-cp311-macosx_12_0_arm64.whl': empty,
  'big_thing-2.20.0-cp311-cp311-manylinux_2_17_aarch64.whl': empty,
  'big_thing-2.21.0rc1-cp311-cp311-manylinux_2_17_x86_64.whl': empty,
  'big_thing-2.15.1.tar.gz': empty,
}

let server: Awaited<ReturnType<typeof startIndex>>
beforeEach(async () => {
  server = await startIndex({ 'big-thing': files })
})
afterEach(() => server.stop())

const wheels = (project = 'big-thing', address = server.url) => {
  const index = new URL(address)
  return wheelsOf(project, index, connect({ index, certificates: undefined, proxy: undefined }))
}
const wanted = (versions: string, processor: Wanted['processor'] = 'x86_64'): Wanted => ({
  project: 'big-thing',
  versions,
  processor,
})

describe.each([false, true])('an index (as HTML: %s)', (html) => {
  beforeEach(() => {
    server.faults.html = html
  })

  it('lists wheels with address, version and checksum', async () => {
    const found = await wheels()
    expect(found.length).toBe(5)
    expect(found[0]).toMatchObject({ version: '2.9.0', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(found[0]?.url.href).toContain('/files/big-thing/big_thing-2.9.0')
  })

  it('gives the newest version that is wanted, for the processor', async () => {
    const found = await wheels()
    expect(pick(found, wanted('==2.15.1'))?.name).toContain('-2.15.1-cp310')
    expect(pick(found, wanted('<2.15,>=2.1'))?.version).toBe('2.9.0')
    expect(pick(found, wanted('>=2.9'))?.version).toBe('2.15.1')
    expect(pick(found, wanted('>=2.9', 'aarch64'))?.version).toBe('2.20.0')
    expect(pick(found, wanted('==2.20.0'))).toBeUndefined()
    expect(newest(found, 'x86_64')).toEqual(['2.9.0', '2.15.1'])
  })
})

describe('an index', () => {
  it('may not know a project', async () => {
    expect(await wheels('other')).toEqual([])
  })

  it('gets name and password of its address', async () => {
    await wheels('big-thing', server.url.replace('//', '//me:a%40b@'))
    expect(server.asked[0]?.authorization).toBe(`Basic ${Buffer.from('me:a@b').toString('base64')}`)
  })

  it('that is not there is told without its password', async () => {
    server.stop()
    const cause = await wheels('big-thing', server.url.replace('//', '//me:secret@')).catch((one) => one)
    const [first] = cause instanceof SslError ? cause.diagnostics : []
    expect(first).toMatchObject({ code: 'SSL7504', message: expect.stringContaining('nobody listens there') })
    expect(first?.message).not.toContain('secret')
  })
})

describe('requirements', () => {
  it('are those for CUDA, old and new ways of writing', () => {
    const metadata = [
      'Requires-Dist: numpy (<2.0.0,>=1.23.5)',
      "Requires-Dist: nvidia-cublas-cu12 (==12.2.5.6) ; extra == 'and-cuda'",
      'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"',
      "Requires-Dist: nvidia-other ==1 ; extra == 'other'",
    ]
    expect(requirements(metadata.join('\n'))).toEqual([
      { project: 'nvidia-cublas-cu12', versions: '==12.2.5.6' },
      { project: 'nvidia-cudnn-cu12', versions: '<10.0,>=9.3.0.75' },
    ])
  })
})
