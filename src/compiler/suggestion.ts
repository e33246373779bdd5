import { stdModules } from './tables.js'

/** The module of the library (`std.losses`) that defines a name, for messages; `except` is the one asking. */
export function suggestion(
  name: string,
  read: (path: string) => string | undefined,
  except?: string,
): string | undefined {
  const word = new RegExp(`^(?:fn|augment|layer|encoder|head|loss|let) ${name}\\b`, 'm')
  const modules = stdModules.map((module) => `std.${module}`)
  return modules.find((module) => module !== except && word.test(read(module) ?? ''))
}
