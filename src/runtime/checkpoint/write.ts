import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fail } from '../../messages/catalogue.js'

/**
 * Writes a file so that a reader sees the old one or the whole new one, whatever happens in between: into
 * a draft beside it, onto the disk, then renamed. Fails with SSL7101 on a full disk, SSL7102 otherwise; the
 * old file is then still there.
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(draft, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    const { code = '', message } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT') fail('SSL7101', { path, bytes: content.length })
    fail('SSL7102', { path, reason: message })
  }
}

/** Makes the new name durable. Some systems cannot open folders: there the rename has to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
