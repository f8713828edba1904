import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { eachNode } from './read-sources.ts';

/** What the tests of a file are called, as it stands there. */
export function titlesOf(file: string): readonly string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const titles: string[] = [];
  eachNode(tree, (node) => {
    if (!ts.isCallExpression(node) || !/^it\b/.test(node.expression.getText())) return;
    const [title] = node.arguments;
    if (title && ts.isStringLiteralLike(title)) titles.push(title.text);
  });
  return titles;
}
