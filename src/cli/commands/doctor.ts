import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { Command } from 'commander'
import { foundNow } from '../../engines/probe/remembered.js'
import { type Target, targets } from '../../engines/probe/targets.js'
import { examples } from '../examples.js'
import { print, printJson } from '../output.js'
import { version } from '../version.js'

interface Part {
  readonly name: string
  /** Of an engine. */
  readonly device?: string
  readonly what: string
  readonly state: 'ready' | 'missing'
  /** Versions where it works; why it does not where not. */
  readonly detail: string
  /** Of an engine that works: whether the same seed gives the same bits. */
  readonly deterministic?: boolean
  /** What to type to get it. */
  readonly remedy?: string
}

/** `sslang doctor`: what this machine offers and what is missing. */
export const doctor = (): Command =>
  new Command('doctor')
    .summary('say which engines work on this machine and what is missing')
    .description(
      'Runs a small step on every engine and device, each in a process of its own, tries every native part, and names the command that adds what is missing.',
    )
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples('sslang doctor'))
    .action(async (options: { json?: boolean }) => {
      const machine = facts()
      const parts = await findings()
      const { fastest } = await import('../../runtime/engine/fastest.js')
      const { taken } = await fastest()
      const auto = taken.engine
      if (options.json) return printJson({ ...machine, auto, parts })
      print(`sslang ${machine.sslang}, Node.js ${machine.node}, ${machine.platform}`)
      print(
        `${machine.cores} × ${machine.cpu}, ${gib(machine.memory)} of memory (${gib(machine.free)} free)\n`,
      )
      table(parts)
      const ready = parts.some(({ name, device, state }) => name === auto && device && state === 'ready')
      print(`\n--engine auto takes ${auto}${ready ? '' : ', which does not work here'}`)
    })

function table(parts: readonly Part[]): void {
  const title = ({ name, device = '' }: Part) => `${name} ${device}`.trim()
  const width = Math.max(...parts.map((part) => title(part).length))
  for (const part of parts) {
    const detail = part.state === 'ready' && part.detail !== '' ? ` (${part.detail})` : ''
    print(`${title(part).padEnd(width)}  ${part.state.padEnd(7)}  ${part.what}${detail}`)
  }
  for (const part of parts.filter((one) => one.state === 'missing'))
    print(`\n${title(part)}: ${part.detail}${part.remedy ? `\n  → ${part.remedy}` : ''}`)
  for (const part of parts.filter((one) => one.deterministic === false))
    print(`\n${title(part)}: the last bits of sums may differ between runs of one seed`)
}

function facts() {
  return {
    sslang: version(),
    node: process.versions.node,
    platform: `${process.platform}/${process.arch}`,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memory: totalmem(),
    free: freemem(),
  }
}

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

/** All at once: most of the time of each is loading. */
const findings = (): Promise<Part[]> =>
  Promise.all([
    ...targets.map(engine),
    native('pictures', 'sharp', 'reads folders of PNG and JPEG'),
    native('bundler', 'esbuild', 'bundles a compiled program before it runs'),
  ])

async function engine(target: Target): Promise<Part> {
  const { engine: name, device, what, add } = target
  const found = await foundNow(target)
  if (!found.works) return { name, device, what, state: 'missing', detail: found.reason, remedy: add }
  const { versions, deterministic } = found
  const detail = Object.entries(versions).map((entry) => entry.join(' '))
  return { name, device, what, state: 'ready', detail: detail.join(', '), deterministic }
}

async function native(name: string, module: string, what: string): Promise<Part> {
  try {
    await import(module)
    return { name, what, state: 'ready', detail: '' }
  } catch (cause) {
    const [line] = String(cause instanceof Error ? cause.message : cause).split('\n')
    return { name, what, state: 'missing', detail: line ?? '', remedy: `npm install ${module}` }
  }
}
