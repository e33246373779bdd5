import { type Expression, Node, Project, type Statement, SyntaxKind } from 'ts-morph'
import type {
  Core,
  CoreBody,
  CoreDeclaration,
  CoreModule,
  CoreOperator,
  CorePattern,
  CoreStatement,
} from './core.js'

/**
 * Core written as the TypeScript that it stands for, for tests: spans point into this very text.
 * Names that start with `$`, and `Math`, are namespaces.
 */
export function coreOf(file: string, text: string): CoreModule {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true })
  const source = project.createSourceFile('core.ts', text)
  const imports = source.getImportDeclarations().flatMap((declaration) => {
    const namespace = declaration.getNamespaceImport()?.getText() ?? ''
    return namespace === '$' ? [] : [{ namespace, from: declaration.getModuleSpecifierValue() }]
  })
  const declarations = source.getStatements().filter((statement) => !Node.isImportDeclaration(statement))
  return { file, imports, declarations: declarations.map((statement) => declarationOf(file, statement)) }
}

const spanOf = (file: string, node: Node) => ({ file, start: node.getStart(), end: node.getEnd() })

function declarationOf(file: string, statement: Statement): CoreDeclaration {
  const span = spanOf(file, statement)
  const doc = docOf(statement)
  if (Node.isExpressionStatement(statement)) {
    return { exported: false, value: expressionOf(file, statement.getExpression()), span, ...doc }
  }
  const [declaration] = statement.asKindOrThrow(SyntaxKind.VariableStatement).getDeclarations()
  if (!declaration) throw new Error('no declaration')
  const exported = statement.asKindOrThrow(SyntaxKind.VariableStatement).isExported()
  const value = expressionOf(file, declaration.getInitializerOrThrow())
  return { name: declaration.getName(), exported, value, span, ...doc }
}

function docOf(statement: Statement): { doc?: string } {
  if (!Node.isJSDocable(statement)) return {}
  const [doc] = statement.getJsDocs()
  return doc ? { doc: doc.getDescription().trim() } : {}
}

function expressionOf(file: string, node: Expression | Node): Core {
  const span = spanOf(file, node)
  const of = (inner: Node): Core => expressionOf(file, inner)
  if (Node.isParenthesizedExpression(node)) return of(node.getExpression())
  if (Node.isNumericLiteral(node)) return { is: 'literal', value: Number(node.getText()), span }
  if (Node.isElementAccessExpression(node)) {
    const name = node.getArgumentExpressionOrThrow().asKindOrThrow(SyntaxKind.StringLiteral).getLiteralValue()
    return { is: 'member', object: of(node.getExpression()), name, span }
  }
  if (Node.isStringLiteral(node)) return { is: 'literal', value: node.getLiteralValue(), span }
  if (Node.isTrueLiteral(node) || Node.isFalseLiteral(node))
    return { is: 'literal', value: node.getLiteralValue(), span }
  if (Node.isIdentifier(node)) return { is: 'name', name: node.getText(), span }
  if (Node.isPropertyAccessExpression(node)) {
    const [object, name] = [node.getExpression(), node.getName()]
    if (/^(\$\w*|Math)$/.test(object.getText())) {
      return { is: 'global', namespace: object.getText(), name, span: spanOf(file, node.getNameNode()) }
    }
    return { is: 'member', object: of(object), name, span }
  }
  if (Node.isCallExpression(node))
    return { is: 'call', callee: of(node.getExpression()), arguments: node.getArguments().map(of), span }
  if (Node.isArrayLiteralExpression(node)) return { is: 'array', items: node.getElements().map(of), span }
  if (Node.isObjectLiteralExpression(node)) {
    const entries = node.getProperties().map((property): [string, Core] => {
      if (Node.isShorthandPropertyAssignment(property))
        return [property.getName(), of(property.getNameNode())]
      const assignment = property.asKindOrThrow(SyntaxKind.PropertyAssignment)
      return [assignment.getName().replaceAll("'", ''), of(assignment.getInitializerOrThrow())]
    })
    return { is: 'object', entries, span }
  }
  if (Node.isArrowFunction(node)) {
    const parameters = node.getParameters().map((parameter) => patternOf(parameter.getNameNode()))
    return { is: 'arrow', parameters, body: bodyOf(file, node.getBody()), span }
  }
  if (Node.isConditionalExpression(node)) {
    return {
      is: 'conditional',
      condition: of(node.getCondition()),
      then: of(node.getWhenTrue()),
      else: of(node.getWhenFalse()),
      span,
    }
  }
  if (Node.isBinaryExpression(node)) {
    const operator = node.getOperatorToken().getText() as CoreOperator
    return { is: 'binary', operator, left: of(node.getLeft()), right: of(node.getRight()), span }
  }
  const unary = node.asKindOrThrow(SyntaxKind.PrefixUnaryExpression)
  const operator = unary.getOperatorToken() === SyntaxKind.MinusToken ? '-' : '!'
  return { is: 'unary', operator, operand: of(unary.getOperand()), span }
}

function bodyOf(file: string, node: Node): CoreBody {
  if (!Node.isBlock(node)) return expressionOf(file, node)
  return { is: 'block', statements: node.getStatements().map((statement) => statementOf(file, statement)) }
}

function statementOf(file: string, statement: Statement): CoreStatement {
  const span = spanOf(file, statement)
  if (Node.isExpressionStatement(statement))
    return { is: 'do', value: expressionOf(file, statement.getExpression()), span, ...docOf(statement) }
  if (Node.isReturnStatement(statement))
    return { is: 'return', value: expressionOf(file, statement.getExpressionOrThrow()), span }
  const [declaration] = statement.asKindOrThrow(SyntaxKind.VariableStatement).getDeclarations()
  if (!declaration) throw new Error('no declaration')
  const value = expressionOf(file, declaration.getInitializerOrThrow())
  return { is: 'const', pattern: patternOf(declaration.getNameNode()), value, span, ...docOf(statement) }
}

function patternOf(node: Node): CorePattern {
  if (Node.isIdentifier(node)) return { is: 'name', name: node.getText() }
  if (Node.isObjectBindingPattern(node))
    return { is: 'fields', names: node.getElements().map((element) => element.getName()) }
  const items = node.asKindOrThrow(SyntaxKind.ArrayBindingPattern).getElements()
  return { is: 'items', names: items.map((item) => (Node.isBindingElement(item) ? item.getName() : '')) }
}
