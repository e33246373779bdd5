import type { Span } from '../../messages/diagnostic.js'

/** Where a file is asked for: the data declaration, its folder, and its place in the `.ssl` file. */
export interface Place {
  readonly data: string
  /** Folder that relative paths start from: that of the `.ssl` file. */
  readonly root: string
  readonly span?: Span | undefined
}
