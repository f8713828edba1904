import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import { inOrder } from './in-order.ts';
import { operationForm } from './operation-form.ts';

/**
 * The names of the operations that the server knows by itself. A client that sends one of them as text, which may be
 * written in another way or order, is known to ask for it; whatever else has such a name is not.
 */
export class KnownNames {
  readonly #known = new Map<string, (() => string)[]>();
  readonly #forms = new Map<string, ReadonlySet<string>>();

  /** Adds an operation, before any is asked for, and returns its name; one without a name isn't known. */
  readonly add = (document: DocumentNode, operation: OperationDefinitionNode): string | undefined => {
    const name = operation.name?.value;
    if (name === undefined) return undefined;
    const known = this.#known.get(name) ?? [];
    // Printing is put off: most are never sent as text.
    known.push(() => formOf(document, name));
    this.#known.set(name, known);
    return name;
  };

  /** The name of an operation of a valid document, if it is one of those that are known. */
  readonly of = (document: DocumentNode, operation: OperationDefinitionNode): string | undefined => {
    const name = operation.name?.value;
    const known = name === undefined ? undefined : this.#known.get(name);
    if (name === undefined || !known) return undefined;
    const forms = this.#forms.get(name) ?? new Set(known.map((form) => form()));
    this.#forms.set(name, forms);
    return forms.has(formOf(document, name)) ? name : undefined;
  };
}

function formOf(document: DocumentNode, name: string): string {
  const ordered = inOrder(document);
  const operation = ordered.definitions.find(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.name?.value === name,
  );
  return operation?.kind === Kind.OPERATION_DEFINITION ? operationForm(ordered, operation) : '';
}
