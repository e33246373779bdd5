import type { Acceptance } from './acceptance.js'
import { colorization, splitBrain } from './color.js'
import {
  barlowTwins,
  byol,
  cpcImages,
  cpcV2,
  dcl,
  dino,
  instanceDiscrimination,
  mae,
  mocoV1,
  mocoV2,
  simsiam,
  swav,
  threeMechanisms,
  vicreg,
} from './contrast.js'
import {
  contextEncoder,
  contextFeatures,
  denoisingAutoencoder,
  stackedDenoisingAutoencoder,
} from './reconstruction.js'
import { simclr } from './simclr.js'
import { jigsaw, relativePosition, rotation } from './space.js'

/** What must come of the training of each system, by the names of the programs in examples/. */
export const systems: Readonly<Record<string, Acceptance>> = {
  denoising_autoencoder: denoisingAutoencoder,
  stacked_denoising_autoencoder: stackedDenoisingAutoencoder,
  context_encoder: contextEncoder,
  context_features: contextFeatures,
  colorization,
  split_brain: splitBrain,
  relative_position: relativePosition,
  jigsaw,
  rotation,
  cpc_images: cpcImages,
  cpc_v2: cpcV2,
  instance_discrimination: instanceDiscrimination,
  moco_v1: mocoV1,
  moco_v2: mocoV2,
  simclr,
  three_mechanisms: threeMechanisms,
  byol,
  simsiam,
  barlow_twins: barlowTwins,
  vicreg,
  swav,
  dino,
  mae,
  dcl,
}
