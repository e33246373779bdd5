import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const cli = join(root, 'dist', 'cli.js')

/** Builds the package where a source is newer than the last build, so that tests never see an old one. */
export function buildPackage(): void {
  const built = statSync(cli, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const newest = Math.max(...sources().map((file) => statSync(file).mtimeMs))
  if (built >= newest) return
  const run = spawnSync(process.execPath, ['scripts/build.mjs', '--quick'], { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`the package does not build:\n${run.stderr}`)
}

function sources(): string[] {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'scripts/build.mjs'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = listed.stdout.split('\n').filter((file) => file !== '' && !file.endsWith('.test.ts'))
  return files.map((file) => join(root, file)).filter((file) => statSync(file, { throwIfNoEntry: false }))
}

/** What a command left behind. */
export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `sslang …` as a user does, in a folder. */
export function sslang(folder: string, ...args: readonly string[]): Ran {
  const run = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  })
  return { code: run.status, stdout: run.stdout, stderr: run.stderr }
}

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A new folder with these files; removed after the tests of the file. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sslang-cli-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}
