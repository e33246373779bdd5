import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { Command } from 'commander'
import { examples } from '../examples.js'
import { print, printJson } from '../output.js'
import { version } from '../version.js'

interface Part {
  readonly name: string
  readonly what: string
  readonly state: 'ready' | 'missing'
  readonly detail: string
  /** What to type to get it. */
  readonly remedy?: string
}

/** `sslang doctor`: what this machine offers and what is missing. */
export const doctor = (): Command =>
  new Command('doctor')
    .summary('say which engines work on this machine and what is missing')
    .description('Tries every engine and every native part, and names the command that adds what is missing.')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples('sslang doctor'))
    .action(async (options: { json?: boolean }) => {
      const machine = facts()
      const parts = await findings()
      if (options.json) return printJson({ ...machine, parts })
      print(`sslang ${machine.sslang}, Node.js ${machine.node}, ${machine.platform}`)
      print(
        `${machine.cores} × ${machine.cpu}, ${gib(machine.memory)} of memory (${gib(machine.free)} free)\n`,
      )
      const width = Math.max(...parts.map((part) => part.name.length))
      for (const { name, state, what } of parts) print(`${name.padEnd(width)}  ${state.padEnd(7)}  ${what}`)
      for (const part of parts.filter((one) => one.state === 'missing'))
        print(`\n${part.name}: ${part.detail}${part.remedy ? `\n  → ${part.remedy}` : ''}`)
      const ready = parts.some(({ name, state }) => name === 'onnx' && state === 'ready')
      print(`\n--engine auto takes onnx${ready ? '' : ', which is missing'}`)
    })

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

async function findings(): Promise<Part[]> {
  return [
    { name: 'reference', what: 'engine: plain float64, slow, for tests', state: 'ready', detail: '' },
    await native('onnx', 'onnxruntime-node', 'engine: ONNX Runtime on the CPU, the default'),
    await native('pictures', 'sharp', 'reads folders of PNG and JPEG'),
    await native('bundler', 'esbuild', 'bundles a compiled program before it runs'),
  ]
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
