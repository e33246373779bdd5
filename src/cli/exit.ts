/** The exit codes of the command line, as the README and `sslang --help` document them. */
export const exit = {
  ok: 0,
  /** The program, data or run that the user gave is not right. */
  input: 1,
  /** The command line itself is not understood. */
  usage: 2,
  /** A mistake in sslang. */
  internal: 70,
  /** Stopped with Ctrl-C, after saving. */
  interrupted: 130,
} as const
