/** The essence of what a native library says went wrong: its last words in the first line, without its own places. */
export function essence(message: string): string {
  const [line = message] = message.trim().split('\n')
  return line
    .replace(/^.*Status Message: /, '')
    .replace(/^\S+\.cc:\d+ (?:.*\) )?/, '')
    .replace(/^.* was false\. /, '')
    .replace(/^Session fail to run with error: /, '')
    .trim()
}

/** Whether an engine says that memory was lacking. */
export const isMemory = (reason: string): boolean =>
  /out of memory|\bOOM\b|allocate memory|bad_alloc/i.test(reason)
