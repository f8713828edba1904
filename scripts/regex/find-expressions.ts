import ts from 'typescript';

/** A regular expression in a source file. */
export interface Expression {
  /** From 1. */
  readonly line: number;
  /** Undefined where the expression is made of values that are known only at run time. */
  readonly pattern: { readonly source: string; readonly flags: string } | undefined;
}

/** Finds the regular expressions of a source file: literals, and those that `RegExp` makes of constants of the file. */
export function findExpressions(file: string, text: string): Expression[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const constants = constantsOf(source);
  const found: Expression[] = [];
  const visit = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (ts.isRegularExpressionLiteral(node)) found.push({ line, pattern: ofLiteral(node) });
    else if (isMakingOne(node)) found.push({ line, pattern: ofCall(node, constants) });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isMakingOne(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  const isCall = ts.isNewExpression(node) || ts.isCallExpression(node);
  return isCall && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp';
}

function ofLiteral({ text }: ts.RegularExpressionLiteral): { source: string; flags: string } {
  const end = text.lastIndexOf('/');
  return { source: text.slice(1, end), flags: text.slice(end + 1) };
}

function ofCall(
  { arguments: given }: ts.NewExpression | ts.CallExpression,
  constants: ReadonlyMap<string, ts.Expression>,
): { source: string; flags: string } | undefined {
  const source = given?.[0] && textOf(given[0], constants);
  const flags = given?.[1] ? textOf(given[1], constants) : '';
  return source === undefined || flags === undefined ? undefined : { source, flags };
}

/** The values of the file's constants, by name. When two have the same name, neither is known. */
function constantsOf(source: ts.SourceFile): ReadonlyMap<string, ts.Expression> {
  const found = new Map<string, ts.Expression | undefined>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      const isConstant = Boolean(ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) && !found.has(node.name.text);
      found.set(node.name.text, isConstant ? node.initializer : undefined);
    } else if (ts.isParameter(node) && ts.isIdentifier(node.name)) found.set(node.name.text, undefined);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Map([...found].flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function textOf(node: ts.Expression, constants: ReadonlyMap<string, ts.Expression>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression, constants);
  if (ts.isRegularExpressionLiteral(node)) return ofLiteral(node).source;
  if (ts.isPropertyAccessExpression(node) && node.name.text === 'source') return textOf(node.expression, constants);
  if (ts.isIdentifier(node)) {
    const value = constants.get(node.text);
    return value && textOf(value, constants);
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined([textOf(node.left, constants), textOf(node.right, constants)]);
  }
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap(({ expression, literal }) => [
      textOf(expression, constants),
      literal.text,
    ]);
    return joined([node.head.text, ...spans]);
  }
  return undefined;
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
}
