import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { LexError, messageOf, StartError } from '../errors.ts';
import { type GraphqlParams, isRecord } from './graphql-params.ts';
import { requestError } from './request-error.ts';

/** The documents that clients may name by the SHA-256 (hex) of their text. */
export type PersistedDocuments = ReadonlyMap<string, string>;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Both `abc…` and `sha256:abc…`, as graphql-codegen writes it, name the same document. */
function bareHash(id: string): string {
  return id.replace(/^sha256:/, '').toLowerCase();
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
    if (typeof document !== 'string' || sha256(document) !== bareHash(id)) {
      throw new StartError(`${String(path)}: ${id.slice(0, 80)} is not the SHA-256 of its document.`);
    }
    documents.set(bareHash(id), document);
  }
  return documents;
}

/** Finds the text of the document that an operation means. The same for HTTP and for sockets. */
export type ResolveDocument = (params: GraphqlParams) => string;

/**
 * A document is named by `documentId` or by Apollo's `extensions.persistedQuery.sha256Hash`. Beside a document's
 * text, a hash only has to be right: that is how Apollo's link repeats a request whose hash was unknown.
 *
 * @param options.only answer nothing but persisted documents
 */
export function createResolveDocument(
  documents: PersistedDocuments,
  { only }: { readonly only: boolean },
): ResolveDocument {
  return (params) => {
    const hash = readHash(params);
    // Clients of graphql-ws must send a query: an empty one stands for none.
    const text = params.query || undefined;
    const named = hash === undefined ? undefined : documents.get(hash);
    if (named !== undefined) return named;
    if (only && text !== undefined && documents.get(sha256(text)) === text) return text;
    if (text === undefined && hash !== undefined) {
      throw new LexError('PERSISTED_QUERY_NOT_FOUND', 'There is no persisted document with this hash.');
    }
    if (only) throw new LexError('PERSISTED_QUERY_ONLY', 'This server answers persisted documents only.');
    if (text === undefined) throw requestError(400, 'query is missing.');
    if (hash !== undefined && sha256(text) !== hash) throw requestError(400, 'The hash is not that of the query.');
    return text;
  };
}

function readHash({ documentId, extensions }: GraphqlParams): string | undefined {
  if (documentId !== undefined) return bareHash(documentId);
  const persisted = extensions?.['persistedQuery'];
  if (persisted === undefined || persisted === null) return undefined;
  const hash = isRecord(persisted) ? persisted['sha256Hash'] : undefined;
  if (typeof hash !== 'string') {
    throw requestError(400, 'extensions.persistedQuery takes {"version": 1, "sha256Hash": "…"}.');
  }
  return bareHash(hash);
}
