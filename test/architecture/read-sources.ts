import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** One import or re-export. */
export interface Import {
  /** The file that imports, below `src`. */
  readonly file: string;
  /** One of our own files as a path below `src`, or a package's name as it is written. */
  readonly target: string;
  /** Nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

export interface Source {
  /** Below `src`. */
  readonly file: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** What Prisma writes is neither read nor judged. */
const PRISMA_CLIENT = 'generated/prisma/';

/** Reads every hand-written file below `src`, and the typed operations. */
export function readSources(src: string): readonly Source[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith(PRISMA_CLIENT))
    .sort()
    .map((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
      return { file, text, tree, imports: importsOf(file, tree) };
    });
}

/** Calls a function with each node of a tree. */
export function eachNode(tree: ts.Node, visit: (node: ts.Node) => void): void {
  visit(tree);
  ts.forEachChild(tree, (child) => eachNode(child, visit));
}

function importsOf(file: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const target = specifier.text.startsWith('.') ? relative('.', join(dirname(file), specifier.text)) : specifier.text;
    found.push({ file, target, typeOnly });
  };
  eachNode(tree, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, importsTypesAlone(node.importClause));
    if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
  });
  return found;
}

/** Either `import type`, or `import { type A, type B }`. An import for its effects has no clause. */
function importsTypesAlone(clause: ts.ImportClause | undefined): boolean {
  if (!clause || clause.isTypeOnly) return clause !== undefined;
  const names = clause.namedBindings;
  return (
    !clause.name && names !== undefined && ts.isNamedImports(names) && names.elements.every((each) => each.isTypeOnly)
  );
}
