import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os'

/** The facts of this machine on which timings hang. */
export function machine(): string {
  const memory = (totalmem() / 2 ** 30).toFixed(0)
  return `${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${memory} GiB, ${platform()}/${arch()}, Node.js ${process.versions.node}`
}
