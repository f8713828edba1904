import { type ASTNode, type DocumentNode, print, visit } from 'graphql';

/**
 * The same document with fields, arguments, directives and variables in one order, so that documents that only differ
 * in it become the same. (An answer has its fields in the order in which they were asked for.)
 */
export function inOrder(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: { leave: (node) => ({ ...node, selections: byText(node.selections) }) },
    Field: { leave: (node) => ({ ...node, arguments: byText(node.arguments), directives: byText(node.directives) }) },
    Directive: { leave: (node) => ({ ...node, arguments: byText(node.arguments) }) },
    OperationDefinition: {
      leave: (node) => ({ ...node, variableDefinitions: byText(node.variableDefinitions) }),
    },
  });
}

function byText<Node extends ASTNode>(nodes: readonly Node[] = []): Node[] {
  const printed = nodes.map((node) => ({ node, text: print(node) }));
  return printed.sort((one, other) => (one.text < other.text ? -1 : 1)).map(({ node }) => node);
}
