import * as build from '../../graph/build.js'
import { withKind } from '../kind.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** Scalar maps, entry by entry. */
export const exp = (x: TensorLike): Tensor => build.exp(tensor(x))
export const log = (x: TensorLike): Tensor => build.log(tensor(x))
export const sqrt = (x: TensorLike): Tensor => build.sqrt(tensor(x))
export const abs = (x: TensorLike): Tensor => build.abs(tensor(x))
export const sin = (x: TensorLike): Tensor => build.sin(tensor(x))
export const cos = (x: TensorLike): Tensor => build.cos(tensor(x))
export const tanh = (x: TensorLike): Tensor => build.tanh(tensor(x))
/** 1 / (1 + e⁻ˣ). Its result is refused where logits are asked for. */
export const sigmoid = (x: TensorLike): Tensor => withKind(build.sigmoid(tensor(x)), 'gate')
export const softplus = (x: TensorLike): Tensor => build.softplus(tensor(x))
export const relu = (x: TensorLike): Tensor => build.relu(tensor(x))
/** The exact form, with the error function. */
export const gelu = (x: TensorLike): Tensor => build.gelu(tensor(x))
export const negate = (x: TensorLike): Tensor => build.negate(tensor(x))
export const not = (x: TensorLike): Tensor => build.not(tensor(x))
