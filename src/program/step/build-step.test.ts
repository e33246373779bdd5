import { expect, test } from 'vitest'
import { simclr } from '../simclr.fixture.js'
import { buildStep } from './build-step.js'
import { sameProgram } from './same.js'

test('SimCLR has the paths of the language reference', () => {
  const program = buildStep(simclr)
  expect(Object.keys(program.variables)).toContain('f.resnet_map1.residual2.norm_conv2.conv1.k')
  expect(Object.keys(program.variables)).toContain('g.linear1.W')
  expect(Object.values(program.draws).map(({ site }) => site)).toEqual([
    'view1.flip_horizontal1.flip',
    'view1.color_jitter1.b',
    'view2.flip_horizontal1.flip',
    'view2.color_jitter1.b',
  ])
})

test('building twice gives the same program', () => {
  expect(sameProgram(buildStep(simclr), buildStep(simclr))).toBeUndefined()
})
