import { LexError } from '../../errors.ts';
import { type GraphqlParams, isRecord } from '../request/graphql-params.ts';
import { requestError } from '../request/request-error.ts';
import { operationForms } from './operation-form.ts';
import { type PersistedDocuments, persistedId, sha256 } from './persisted-documents.ts';

/**
 * Finds the text of the document that an operation asks for, over HTTP and on sockets alike.
 *
 * @throws {LexError} PERSISTED_QUERY_NOT_FOUND or PERSISTED_QUERY_ONLY
 * @throws {GraphQLError} with status 400, when there is no text or its hash is another
 */
export type ResolveDocument = (params: GraphqlParams) => string;

/**
 * A document is named by `documentId`, or by Apollo's `extensions.persistedQuery.sha256Hash`. A document that the
 * server doesn't know may come with its text, as Apollo's link sends it the second time: then the hash must be that of
 * the text.
 *
 * @param options.only whether only these documents are answered, by their ids or as text
 * @param options.shown texts that Lex's own pages show and send: they are answered in either case
 */
export function createResolveDocument(
  documents: PersistedDocuments,
  { only, shown = [] }: { readonly only: boolean; readonly shown?: readonly string[] },
): ResolveDocument {
  const isListed = only ? createIsListed([...documents.values(), ...shown]) : () => true;
  return (params) => {
    const id = readId(params);
    // The protocol of sockets demands a query: clients send an empty one for none.
    const text = params.query || undefined;
    const named = id === undefined ? undefined : documents.get(persistedId(id.text));
    if (named !== undefined) return named;
    // On this message clients send the text; some look at nothing but the message.
    if (text === undefined && id !== undefined) {
      throw new LexError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
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
    if (id?.isHash && sha256(text) !== persistedId(id.text)) {
      throw requestError(400, 'The hash is not that of the query.');
    }
    return text;
  };
}

/** Tells whether the operation that a text is sent for is one of those in the documents. */
function createIsListed(documents: readonly string[]): (text: string, operationName: string | undefined) => boolean {
  const texts = new Set(documents);
  const forms = new Set(documents.flatMap((document) => [...(operationForms(document)?.values() ?? [])]));
  return (text, operationName) => {
    if (texts.has(text)) return true;
    const asked = operationForms(text);
    if (!asked) return false;
    const [only] = asked.size === 1 ? asked.values() : [];
    const form = operationName === undefined ? only : asked.get(operationName);
    return form !== undefined && forms.has(form);
  };
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
