export type * from './ast.js'
export { format } from './format.js'
export { type Parsed, parse, parseExpression } from './parser.js'
