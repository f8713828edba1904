import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { S3Address } from '../../config/kinds/s3-address.ts';
import { messageOf } from '../../errors.ts';
import { openS3FileStore } from '../../files/s3-file-store.ts';
import { type Finding, ok, problem } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';

/** How long a store may be silent, in milliseconds. */
const SILENT_MS = 5_000;
const WORDS = Buffer.from('lex doctor looks whether files can be stored here\n');

/**
 * Stores a few bytes in a bucket, reads and deletes them: a key may be allowed any one of these and not the others.
 * They are under a key that no file of a user ever has; should this end in between, they are all that is left.
 */
export async function tryBucket(address: S3Address, signal: AbortSignal): Promise<Finding> {
  const spoolDir = await mkdtemp(join(tmpdir(), 'lex-doctor-'));
  const store = await openS3FileStore(address, { spoolDir, silentMs: SILENT_MS });
  const key = `doctor-${randomUUID()}`;
  const facts = { bucket: address.bucket, region: address.region };
  const read = async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await store.read(key, { signal })).content) pieces.push(piece);
    if (!Buffer.concat(pieces).equals(WORDS)) throw new Error('the bytes are others than were stored');
  };
  const started = performance.now();
  try {
    const unstored = await failureOf(store.write(key, Readable.from([WORDS]), { limit: WORDS.length, signal }));
    if (unstored !== undefined) return cannot('stored', unstored, facts);
    const unread = await failureOf(read());
    const kept = await failureOf(store.remove([key]));
    if (unread !== undefined) return cannot('read', unread, facts);
    if (kept !== undefined) return cannot('deleted', kept, { ...facts, left: `${address.prefix}${key}` });
    const ms = Math.round(performance.now() - started);
    return ok(`Files can be stored in the bucket ${address.bucket}, read and deleted.`, { ...facts, ms });
  } finally {
    await store.close();
    await rm(spoolDir, { recursive: true, force: true });
  }
}

function cannot(what: string, why: string, facts: Finding['facts']): Finding {
  const says = `Files can't be ${what} in the bucket of LEX_FILES_URL: ${sentence(why)}`;
  const fix =
    'See that its address, bucket, region and key are right, that it can be reached from here, that clocks agree, ' +
    'and that the key may put, get and delete objects there.';
  return problem(says, fix, facts);
}

/** Why something failed, for the operator: users are told less. */
async function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return messageOf(error instanceof Error && error.cause instanceof Error ? error.cause : error);
  }
}
