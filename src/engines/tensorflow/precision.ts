import type { Lower } from './lower.js'
import { cast, type Model } from './model.js'

/** A factor of a product: in bfloat16 where the precision is mixed. Casts of the same tensor are one. */
export const half = ({ model, mixed }: Lower, name: string): string =>
  mixed ? cast(model, name, 'bf16') : name

/** A result in float32 again. */
export const single = (model: Model, name: string): string => cast(model, name, 'f32')
