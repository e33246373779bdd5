/** A number as a person writes it: `0.001`, `1e-6`, `16384`. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0'
  const plain = String(value).replace('e+', 'e')
  const exponent = value.toExponential().replace('e+', 'e')
  return Number.isInteger(value) || plain.length <= exponent.length + 1 ? plain : exponent
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** In single quotes; what cannot be seen is escaped. */
export function printString(value: string): string {
  const escaped = value.replace(
    /[\\'\n\r\t]|[\p{Cc}\u2028\u2029]/gu,
    (character) => escapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16) ?? '0'}}`,
  )
  return `'${escaped}'`
}

const identifier = /^[A-Za-z_$][\w$]*$/

/** A key of an object: quoted where it is no identifier. */
export const printKey = (key: string): string => (identifier.test(key) ? key : printString(key))

/** `.name`, or `['a name']` where it is no identifier. */
export const printMember = (name: string): string =>
  identifier.test(name) ? `.${name}` : `[${printString(name)}]`
