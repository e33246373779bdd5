import { type FSWatcher, watch as watchFolder } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { note } from './output.js'

/**
 * Does the work, then again whenever one of the files it depended on changes, until Ctrl-C.
 * `work` answers with these files; folders are watched, because editors replace files when they save.
 */
export async function watch(work: () => Promise<readonly string[]>): Promise<void> {
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  let running = false
  let again = false
  const run = async () => {
    if (running) {
      again = true
      return
    }
    running = true
    do {
      again = false
      const files = new Set((await work()).map((file) => resolve(file)))
      for (const watcher of watchers) watcher.close()
      watchers = watchAll(files, soon)
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
      return []
    }
  })
}
