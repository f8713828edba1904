import { parse, print } from 'graphql';
import { LexError } from '../../errors.ts';
import { type GraphqlParams, isRecord } from '../request/graphql-params.ts';
import { requestError } from '../request/request-error.ts';
import type { AutomaticDocuments } from './automatic-documents.ts';
import { inOrder } from './in-order.ts';
import { operationForms } from './operation-form.ts';
import { type PersistedDocuments, persistedId, sha256 } from './persisted-documents.ts';

/** A document that may run. */
export interface ResolvedDocument {
  readonly text: string;
  /** Called when the text has turned out to be valid; undefined when that changes nothing. */
  readonly onValid?: () => void;
}

/**
 * Finds the text of the document that an operation asks for, over HTTP and on sockets alike.
 *
 * @throws {LexError} PERSISTED_QUERY_NOT_FOUND or PERSISTED_QUERY_ONLY
 * @throws {GraphQLError} with status 400, when there is no text or its hash is another
 */
export type ResolveDocument = (params: GraphqlParams) => ResolvedDocument | Promise<ResolvedDocument>;

/**
 * A document is named by `documentId`, or by Apollo's `extensions.persistedQuery.sha256Hash`. A document that the
 * server doesn't know may come with its text, as Apollo's link sends it the second time: then the hash must be that of
 * the text, and names it from then on.
 *
 * @param options.only whether only these documents are answered, by their ids or as text
 * @param options.shown texts that Lex's own pages show and send: they are answered in either case
 * @param options.automatic keeps the documents that come with their hashes, unless only listed ones are answered
 */
export function createResolveDocument(
  documents: PersistedDocuments,
  { only, shown = [], automatic }: ResolveOptions,
): ResolveDocument {
  const isListed = only ? createIsListed([...documents.values(), ...shown]) : () => true;
  return (params) => {
    const id = readId(params);
    // The protocol of sockets demands a query: clients send an empty one for none.
    const text = params.query || undefined;
    const named = id === undefined ? undefined : documents.get(persistedId(id.text));
    if (named !== undefined) return { text: named };
    if (text === undefined && id !== undefined) {
      if (only || !id.isHash) throw notFound();
      const found = automatic.find(persistedId(id.text));
      return typeof found === 'string' ? { text: found } : found.then(checkFound(persistedId(id.text)));
    }
    if (text !== undefined && !isListed(text, params.operationName)) {
      throw new LexError('PERSISTED_QUERY_ONLY', 'This server answers persisted documents only.');
    }
    if (text === undefined && only) {
      throw new LexError(
        'PERSISTED_QUERY_ONLY',
        'This server answers persisted documents only: name one by its documentId.',
      );
    }
    if (text === undefined) throw requestError(400, 'query is missing.');
    if (!id?.isHash) return { text };
    const hash = persistedId(id.text);
    if (sha256(text) !== hash) throw requestError(400, 'The hash is not that of the query.');
    return only ? { text } : { text, onValid: () => automatic.keep(hash, text) };
  };
}

interface ResolveOptions {
  readonly only: boolean;
  readonly shown?: readonly string[];
  readonly automatic: AutomaticDocuments;
}

/** On this message clients send the text; some look at nothing but the message. */
function notFound(): LexError {
  return new LexError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
}

/** What comes from a store that others can write to is checked. */
function checkFound(hash: string): (text: string | undefined) => ResolvedDocument {
  return (text) => {
    if (text === undefined || sha256(text) !== hash) throw notFound();
    return { text };
  };
}

/**
 * Tells whether the operation that a text is sent for is one of those in the documents. Lists that graphql-codegen has
 * made have their fields and variables in another order than the texts that apps send.
 */
function createIsListed(documents: readonly string[]): (text: string, operationName: string | undefined) => boolean {
  const texts = new Set(documents);
  const forms = new Set(documents.flatMap((document) => [...(operationForms(document)?.values() ?? [])].map(ordered)));
  return (text, operationName) => {
    if (texts.has(text)) return true;
    const asked = operationForms(text);
    if (!asked) return false;
    const [only] = asked.size === 1 ? asked.values() : [];
    const form = operationName === undefined ? only : asked.get(operationName);
    return form !== undefined && forms.has(ordered(form));
  };
}

/** @param form of an operation, which was parsed before */
function ordered(form: string): string {
  return print(inOrder(parse(form, { noLocation: true })));
}

function readId({ documentId, extensions }: GraphqlParams): { text: string; isHash: boolean } | undefined {
  if (documentId !== undefined) return { text: documentId, isHash: false };
  const persisted = extensions?.['persistedQuery'];
  if (persisted === undefined || persisted === null) return undefined;
  const hash = isRecord(persisted) ? persisted['sha256Hash'] : undefined;
  if (typeof hash !== 'string') {
    throw requestError(400, 'extensions.persistedQuery takes {"version": 1, "sha256Hash": "…"}.');
  }
  return { text: hash, isHash: true };
}
