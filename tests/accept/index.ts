import type { Acceptance } from './acceptance.js'
import { colorization, splitBrain } from './color.js'
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
  simclr,
}
