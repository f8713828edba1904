import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { S3Address } from '../../config/kinds/s3-address.ts';
import { messageOf } from '../../errors.ts';
import { retryUntil } from '../../time/retry-until.ts';
import { FileMissingError, type FileStore, requireKey, StoreUnavailableError } from '../file-store.ts';
import { spool } from '../spool.ts';
import { createS3Client, type S3Request } from './s3-request.ts';

/** What rows call the store: there is one of a deployment, wherever it is moved to. */
export const S3_PLACE = 's3';

/** How long a request is tried again that failed on the way, or that the store was too busy for, in milliseconds. */
const PATIENCE_MS = 3_000;
/** How much of the body of a refusal is read, in bytes. */
const MOST_REFUSAL_BYTES = 16_384;
const REMOVED_AT_ONCE = 8;

/**
 * Keeps files in a bucket, under their keys. A file is gathered on the disk first, since S3 wants to know its length
 * and its sum, and is then sent as a whole.
 *
 * @param options.spoolDir where files are gathered; it is emptied
 * @param options.silentMs how long nothing may come or go on a connection, in milliseconds. @default 30_000
 * @throws {StoreUnavailableError} when that directory can't be made
 */
export async function openS3FileStore(
  address: S3Address,
  { spoolDir, silentMs }: { readonly spoolDir: string; readonly silentMs?: number },
): Promise<FileStore> {
  await rm(spoolDir, { recursive: true, force: true });
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  const client = createS3Client(address, silentMs === undefined ? {} : { silentMs });

  /** @throws {FileMissingError} */
  async function ask(request: S3Request, wanted: readonly number[]): Promise<IncomingMessage> {
    const once = async (): Promise<IncomingMessage | Refusal> => {
      const answer = await client.send(request);
      if (wanted.includes(answer.statusCode ?? 0)) return answer;
      const refusal = await readRefusal(answer);
      if (refusal.isPassing) throw unavailable(request, refusal);
      return refusal;
    };
    const { signal } = request;
    const answer = await retryUntil(once, { patienceMs: PATIENCE_MS, ...(signal && { signal }) });
    if (!('code' in answer)) return answer;
    if (answer.code === 'NoSuchKey') throw new FileMissingError();
    throw unavailable(request, answer);
  }

  return {
    place: S3_PLACE,
    async write(key, content, options) {
      const path = join(spoolDir, `${requireKey(key)}.${randomUUID()}`);
      const written = await spool(path, content, options);
      try {
        const { signal } = options;
        const answer = await ask({ method: 'PUT', key, body: { path, ...written }, signal }, [200, 201, 204]);
        answer.resume();
      } finally {
        await rm(path, { force: true });
      }
      return written;
    },
    async read(key, { range, signal } = {}) {
      const part = range && { headers: { range: `bytes=${range.start}-${range.end}` } };
      const answer = await ask({ method: 'GET', key: requireKey(key), ...part, signal }, [range ? 206 : 200]);
      const bytes = Number(answer.headers['content-length']);
      if (!Number.isSafeInteger(bytes)) {
        answer.destroy();
        throw new StoreUnavailableError('the store does not say how long a file is');
      }
      // Also when nobody reads it any more: its end must not end the process.
      answer.on('error', () => undefined);
      return { bytes, content: whole(answer) };
    },
    async remove(keys) {
      for (let at = 0; at < keys.length; at += REMOVED_AT_ONCE) {
        const some = keys.slice(at, at + REMOVED_AT_ONCE).map(requireKey);
        await Promise.all(
          some.map(async (key) => {
            const answer = await ask({ method: 'DELETE', key }, [200, 202, 204]).catch((error: unknown) => {
              if (!(error instanceof FileMissingError)) throw error;
            });
            answer?.resume();
          }),
        );
      }
    },
    close: async () => client.close(),
  };
}

/** The bytes of an answer, to the last one. */
async function* whole(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer) yield chunk;
  } catch (error) {
    throw new StoreUnavailableError(`the store broke off: ${messageOf(error)}`, { cause: error });
  } finally {
    answer.destroy();
  }
}

interface Refusal {
  readonly status: number;
  /** As S3's documentation lists them, such as NoSuchKey. */
  readonly code: string;
  /** Whether the same request may work soon. */
  readonly isPassing: boolean;
}

async function readRefusal(answer: IncomingMessage): Promise<Refusal> {
  const { statusCode: status = 0 } = answer;
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MOST_REFUSAL_BYTES) break;
  }
  // A file that isn't there is refused without a body by some.
  const code = /<Code>([\w.]{1,100})<\/Code>/.exec(text)?.[1] ?? (status === 404 ? 'NoSuchKey' : 'unknown');
  return { status, code, isPassing: status >= 500 || status === 429 || status === 408 };
}

function unavailable({ method }: S3Request, { status, code }: Refusal): StoreUnavailableError {
  return new StoreUnavailableError(`the store refused ${method} with ${status}, ${code}`);
}
