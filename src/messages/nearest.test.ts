import { describe, expect, it } from 'vitest'
import { editDistance, nearest } from './nearest.js'

describe('the nearest word', () => {
  it('counts letters that differ, and a swap as one', () => {
    expect(editDistance('', 'abc')).toBe(3)
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('modle', 'model')).toBe(1)
  })

  it('is the one that was probably meant', () => {
    expect(nearest('epoch', ['epochs', 'steps'])).toBe('epochs')
    expect(nearest('Resnet', ['resnet', 'resnet_map'])).toBe('resnet')
    expect(nearest('x', ['y', 'z'])).toBeUndefined()
    expect(nearest('linear', ['conv', 'relu'])).toBeUndefined()
  })
})
