import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, StartError } from '../../errors.ts';
import { isRecord } from '../request/graphql-params.ts';

/** The documents that clients may name, by {@link persistedId}. */
export type PersistedDocuments = ReadonlyMap<string, string>;

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The key of an id: `abc…` and `sha256:abc…`, as graphql-codegen writes it, name the same document. */
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
