import { describe, expect, it } from 'vitest'
import { editDistance, nearest, nearestPath } from './nearest.js'

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

describe('the nearest path', () => {
  const paths = ['train.log', 'train.optimizer.lr', 'evaluate.linear_probe.lr', 'simclr.batch.size']
  it.each([
    ['train.lr', 'train.optimizer.lr'],
    ['simclr.size', 'simclr.batch.size'],
    ['simlcr.batch.size', 'simclr.batch.size'],
    ['train.lgo', 'train.log'],
    ['lr', 'train.optimizer.lr'],
    ['train.epochs', undefined],
  ])('to %s is %s', (path, near) => {
    expect(nearestPath(path, paths)).toBe(near)
  })
})
