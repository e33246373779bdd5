import { type FSWatcher, statSync, watch as watchFolder } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SslError } from '../messages/diagnostic.js'
import { note, report } from './output.js'

/**
 * Does the work, then again whenever one of the files it depended on changes, until Ctrl-C.
 * `work` answers with these files; folders are watched, because editors replace files when they save. What
 * work that is done again throws about the user's files is told, and the files before are followed on.
 */
export async function watch(work: () => Promise<readonly string[]>): Promise<void> {
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  let running = false
  let again = false
  let files: ReadonlySet<string> | undefined
  const run = async () => {
    if (running) {
      again = true
      return
    }
    running = true
    do {
      again = false
      const began = Date.now()
      files = await filesOf(work, files)
      for (const watcher of watchers) watcher.close()
      watchers = watchAll(files, soon)
      // What was saved during the work, before anyone watched.
      again ||= [...files].some((file) => savedAfter(file, began))
    } while (again)
    running = false
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      note(`\n── ${new Date().toLocaleTimeString()} ──`)
      void run()
    }, 60)
  }
  await run()
  await new Promise<void>((done) => process.once('SIGINT', done))
  clearTimeout(timer)
  for (const watcher of watchers) watcher.close()
}

async function filesOf(
  work: () => Promise<readonly string[]>,
  before: ReadonlySet<string> | undefined,
): Promise<ReadonlySet<string>> {
  try {
    return new Set((await work()).map((file) => resolve(file)))
  } catch (cause) {
    if (!before || !(cause instanceof SslError)) throw cause
    await report(cause.diagnostics)
    return before
  }
}

const savedAfter = (file: string, time: number): boolean =>
  (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > time

function watchAll(files: ReadonlySet<string>, changed: () => void): FSWatcher[] {
  const folders = new Set([...files].map((file) => dirname(file)))
  return [...folders].flatMap((folder) => {
    try {
      return [
        watchFolder(folder, (_, name) => {
          if (name !== null && files.has(resolve(folder, name))) changed()
        }),
      ]
    } catch {
      // A folder that is not there holds nothing that could change.
      return []
    }
  })
}
