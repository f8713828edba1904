import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LexError, messageOf, StartError } from '../../errors.ts';
import { type GraphqlParams, isRecord } from '../request/graphql-params.ts';
import { operationForms } from './operation-form.ts';
import { requestError } from '../request/request-error.ts';

/** The documents that clients may name, by {@link persistedId}. */
export type PersistedDocuments = ReadonlyMap<string, string>;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An id as documents are kept by it. Both `abc…` and `sha256:abc…`, as graphql-codegen writes it, name the same one. */
export function persistedId(id: string): string {
  const [, hash] = /^(?:sha256:)?([0-9a-f]{32,128})$/i.exec(id) ?? [];
  return hash === undefined ? id : hash.toLowerCase();
}

/**
 * Reads the map of hash to document that graphql-codegen writes (`persistedDocuments: { hashAlgorithm: 'sha256' }`).
 * A missing file is an empty map.
 *
 * @throws {StartError} when the file can't be read, isn't such a map, or a hash isn't that of its document
 */
export async function readPersistedDocuments(path: string | URL): Promise<PersistedDocuments> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw new StartError(`The persisted documents in ${String(path)} can't be read: ${messageOf(error)}`);
  }
  if (!isRecord(content)) throw new StartError(`${String(path)} is not a map of hashes to documents.`);
  const documents = new Map<string, string>();
  for (const [id, document] of Object.entries(content)) {
    if (typeof document !== 'string' || sha256(document) !== persistedId(id)) {
      throw new StartError(`${String(path)}: ${id.slice(0, 80)} is not the SHA-256 of its document.`);
    }
    documents.set(persistedId(id), document);
  }
  return documents;
}

/** Finds the text of the document that an operation means. The same for HTTP and for sockets. */
export type ResolveDocument = (params: GraphqlParams) => string;

/**
 * A document is named by `documentId` or by Apollo's `extensions.persistedQuery.sha256Hash`. A document that isn't known by its
 * id may come with its text: Apollo's hash then has to be that of the text, which is how its link repeats a request.
 *
 * @param options.only answer nothing but the documents, by their ids or as text
 * @param options.shown texts that Lex's own pages show and send, and so answers all the same
 */
export function createResolveDocument(
  documents: PersistedDocuments,
  { only, shown = [] }: { readonly only: boolean; readonly shown?: readonly string[] },
): ResolveDocument {
  const isListed = only ? createIsListed([...documents.values(), ...shown]) : () => true;
  return (params) => {
    const id = readId(params);
    // Clients of graphql-ws must send a query: an empty one stands for none.
    const text = params.query || undefined;
    const named = id === undefined ? undefined : documents.get(persistedId(id.text));
    if (named !== undefined) return named;
    // Clients know this message, some by nothing else, and send the text then.
    if (text === undefined && id !== undefined)
      throw new LexError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
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
    if (id?.isHash && sha256(text) !== persistedId(id.text))
      throw requestError(400, 'The hash is not that of the query.');
    return text;
  };
}

/** Tells whether the operation that is to run out of a text is one of those in the documents. */
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
