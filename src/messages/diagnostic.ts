/** Where something stands in a source text: offsets in UTF-16 units, the end excluded. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
}

export type Severity = 'error' | 'warning'

/** A second place that explains the first one. */
export interface Related {
  readonly message: string
  readonly span: Span
}

/** A change of the text that would mend the mistake. */
export interface Fix {
  readonly title: string
  readonly edits: readonly { readonly span: Span; readonly text: string }[]
}

/** One thing that the product says to a user. Plain data, so that editors and `--json` can carry it. */
export interface Diagnostic {
  readonly code: string
  readonly severity: Severity
  readonly message: string
  readonly span?: Span
  readonly related: readonly Related[]
  readonly fixes: readonly Fix[]
}

/** Thrown where work cannot go on; carries what is shown to the user. */
export class SslError extends Error {
  override name = 'SslError'
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join('\n'))
  }
}
