import type { TypedDocumentNode } from '@urql/core';
import { Kind } from 'graphql';
import type { TypedDocumentString } from '../generated/graphql.ts';

/** An operation of one of the `.graphql` files, as graphql-codegen writes it: its hash, and the types of both ends. */
export type Document<Result, Variables> = TypedDocumentString<Result, Variables>;

/** The hash by which the server knows an operation: its text is in `schema/console.json` alone. */
export function hashOf<Result, Variables>(document: Document<Result, Variables>): string {
  const hash: unknown = document.__meta__?.['hash'];
  if (typeof hash !== 'string') throw new TypeError('This operation has no hash: run `npm run codegen`.');
  return hash;
}

/** An operation as urql takes those of which only the hash is sent. It knows equal ones by their hash. */
export function documentOf<Result, Variables>(
  document: Document<Result, Variables>,
): TypedDocumentNode<Result, Variables> & { readonly documentId: string } {
  return { kind: Kind.DOCUMENT, documentId: hashOf(document), definitions: [] };
}
