import type { Located } from '../../grammar/ast.js'

/** One configurable value of a file: where it stands, or where it would have to be written. */
export interface Slot {
  /** `train.optimizer.lr.warmup` */
  readonly path: string
  /** In the language's syntax: what is written, or the default; undefined where there is none. */
  readonly value: string | undefined
  /** Where the value is written; undefined for a default. */
  readonly written: Located | undefined
  /** What a new value replaces, and the text around it there. */
  readonly edit: Edit
}

/** The text from `start` to `end` gives way to a value with `before` and `behind` around it. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly before: string
  readonly behind: string
}

export const replacing = ({ start, end }: Located): Edit => ({ start, end, before: '', behind: '' })

export const inserting = (at: number, before: string, behind = ''): Edit => ({
  start: at,
  end: at,
  before,
  behind,
})

/** An edit inside the text that another one inserts. */
export const within = (outer: Edit, before: string, behind: string): Edit => ({
  ...outer,
  before: outer.before + before,
  behind: behind + outer.behind,
})
