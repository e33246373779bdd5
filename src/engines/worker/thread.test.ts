import { expect, test, vi } from 'vitest'
import { load } from './thread.js'

const refused = () => {
  throw new Error('refused')
}

test.each([
  ['a graph that cannot be lowered', refused, async () => ({})],
  ['a model that does not load', () => 'setup', async () => refused()],
])('the thread ends with %s', async (_, setup, ask) => {
  const end = vi.fn(async () => undefined)
  await expect(load({ ask, end }, setup)).rejects.toThrow('refused')
  expect(end).toHaveBeenCalledOnce()
})

test('a thread that has something to run stays', async () => {
  const end = vi.fn(async () => undefined)
  await load({ ask: async () => ({}), end }, () => 'setup')
  expect(end).not.toHaveBeenCalled()
})
