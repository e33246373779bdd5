import { availableParallelism, cpus, totalmem } from 'node:os'

/** The machine in words, for records. */
export function machineText(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${first?.model.trim() ?? 'CPU'}, ${availableParallelism()} threads, ${memory} GiB`
}
