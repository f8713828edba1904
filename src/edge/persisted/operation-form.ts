import { type DefinitionNode, type DocumentNode, Kind, type OperationDefinitionNode, print, visit } from 'graphql';
import { parseWithLimits } from '../limits/parse-document.ts';

/**
 * The form of each operation of a document: the operation and the fragments that it uses, printed in one way. Texts
 * that differ only in white space, in comments or in what else the document holds give the same form.
 *
 * @returns the forms by the names of the operations, an operation without a name by the empty text; undefined when the
 *   text can't be parsed, or is longer than documents may be
 */
export function operationForms(text: string): ReadonlyMap<string, string> | undefined {
  const document = tryParse(text);
  if (!document) return undefined;
  const fragments = fragmentsOf(document);
  const forms = new Map<string, string>();
  for (const each of document.definitions) {
    if (isOperation(each)) forms.set(each.name?.value ?? '', formOf(each, fragments));
  }
  return forms;
}

/** The form of one operation of a document that has been parsed. */
export function operationForm(document: DocumentNode, operation: OperationDefinitionNode): string {
  return formOf(operation, fragmentsOf(document));
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, DefinitionNode> {
  return new Map(definitions.flatMap((each) => (isFragment(each) ? [[each.name.value, each]] : [])));
}

function tryParse(text: string): DocumentNode | undefined {
  try {
    return parseWithLimits(text);
  } catch {
    // What is wrong with the text is said when it is about to run.
    return undefined;
  }
}

function formOf(operation: OperationDefinitionNode, fragments: ReadonlyMap<string, DefinitionNode>): string {
  const used = new Map<string, DefinitionNode>();
  const take = (definition: DefinitionNode) => {
    visit(definition, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(name.value)) return;
        used.set(name.value, fragment);
        take(fragment);
      },
    });
  };
  take(operation);
  const inOrder = [...used].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, fragment]) => fragment);
  return print({ kind: Kind.DOCUMENT, definitions: [operation, ...inOrder] });
}

const isOperation = (each: DefinitionNode): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION;
const isFragment = (each: DefinitionNode) => each.kind === Kind.FRAGMENT_DEFINITION;
