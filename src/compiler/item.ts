import type * as ast from '../grammar/ast.js'
import type { CoreDeclaration } from './core.js'
import type { ModuleState } from './module.js'
import type { Signature } from './signature.js'
import type { TensorType, Value } from './types.js'

/** A declaration of a module that other declarations may name; checked when it is first needed. */
export interface Item {
  readonly name: string
  readonly module: ModuleState
  readonly declaration: ast.Constant | ast.Model | ast.Data | ast.Definition | ast.Pretext
  state: 'new' | 'busy' | 'done'
  /** Of a constant, model or data. */
  value?: Value
  /** Of a definition. */
  signature?: Signature
  core?: CoreDeclaration
  /** Of data: the parts of one example. */
  example?: readonly ExamplePart[]
  /** Of a pretext. */
  pretext?: PretextFacts
}

export interface ExamplePart {
  readonly name: string | undefined
  readonly type: TensorType
}

/** What `train` and `evaluate` ask of a pretext. */
export interface PretextFacts {
  /** Models that are declared inside, by name. */
  readonly models: Map<string, Value>
  /** Objectives outside of stages. */
  objectives: number
  readonly stages: Map<string, number>
  /** Names of `over`. */
  readonly owners: Set<string>
  /** An objective without `over` owns all that it reaches. */
  open: boolean
  data: string | undefined
}

/** In the words of a message. */
export const whatItIs = (item: Item): string =>
  item.declaration.is === 'definition' ? item.declaration.role : item.declaration.is
