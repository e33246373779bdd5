import { expect, test } from 'vitest'
import { andThen } from './and-then.js'

const failing = (message: string) => async () => {
  throw new Error(message)
}

test('the first failure is told, and what comes after is done all the same', async () => {
  const done: string[] = []
  const after = async () => void done.push('after')
  expect(await andThen(async () => 1, after)).toBe(1)
  await expect(andThen(failing('work'), after)).rejects.toThrow('work')
  expect(done).toEqual(['after', 'after'])
  await expect(andThen(failing('work'), failing('after'))).rejects.toThrow('work')
  await expect(andThen(async () => 1, failing('after'))).rejects.toThrow('after')
})
