import { createHash } from 'node:crypto';
import { type GraphQLSchema, printSchema } from 'graphql';
import type { CompiledOperation } from '../execution/compiled-operation.ts';

/** Keys under which all processes have the same answers. */
export interface SharedKeys {
  /** @param rest whose answer it is, and the variables: an unambiguous text */
  of(operation: CompiledOperation, rest: string): string;
}

/**
 * Another version of Lex, and one with another schema, has other keys: it may make other answers of the same.
 *
 * A key is a SHA-256, so that nobody can write a document or variables that lead to another's answer.
 */
export function createSharedKeys(schema: GraphQLSchema, version: string): SharedKeys {
  const documents = new WeakMap<CompiledOperation, string>();
  let ofSchema: string | undefined;

  const nameOf = (compiled: CompiledOperation): string => {
    const known = documents.get(compiled);
    if (known) return known;
    ofSchema ??= hash(JSON.stringify([version, printSchema(schema)]));
    const { document, operation } = compiled;
    const name = hash(JSON.stringify([ofSchema, document.loc?.source.body, operation.name?.value]));
    documents.set(compiled, name);
    return name;
  };

  return { of: (compiled, rest) => hash(`${nameOf(compiled)} ${rest}`) };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
