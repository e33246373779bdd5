import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.js'

/** Where `sslang engine add tensorflow` installs: outside of any project, whose reinstallation leaves it alone. */
export const tensorflowFolder = (): string =>
  join(process.env.SSLANG_ENGINES || join(cacheFolder(), 'engines'), 'tensorflow')
