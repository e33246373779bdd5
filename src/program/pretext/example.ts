import type { Type } from '../definition/type.js'
import type { Tensor } from '../tensor/value.js'

type Last<K> = (K extends unknown ? (f: () => K) => void : never) extends (f: infer F) => void
  ? F extends () => infer L
    ? L
    : never
  : never

/** As many tensors as there are names. */
type Tensors<K, Found extends readonly Tensor[] = readonly []> = [K] extends [never]
  ? Found
  : Tensors<Exclude<K, Last<K>>, readonly [...Found, Tensor]>

/** What a batch gives: a tensor, or one for each item of a tuple example, in declared order. */
export type ExampleOf<O> = O extends { readonly fields: infer F extends Readonly<Record<string, Type>> }
  ? Tensors<keyof F>
  : Tensor
