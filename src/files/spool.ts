import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../errors.ts';
import { FileTooLargeError, StoreUnavailableError, type WriteOptions, type WrittenBytes } from './file-store.ts';

/**
 * Writes what comes to a file that isn't there yet, through to the disk, and measures it. Nothing is left when it fails.
 *
 * @throws {FileTooLargeError}
 * @throws {StoreUnavailableError} when the disk takes no more
 * @throws what the content throws, and the signal's reason
 */
export async function spool(
  path: string,
  content: AsyncIterable<Uint8Array>,
  { limit, signal }: WriteOptions,
): Promise<WrittenBytes> {
  const hash = createHash('sha256');
  let bytes = 0;
  let failed: { readonly reason: unknown } | undefined;

  async function* measured(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of untilAborted(content, signal)) {
        bytes += chunk.length;
        if (bytes > limit) throw new FileTooLargeError(limit);
        hash.update(chunk);
        yield chunk;
      }
    } catch (reason) {
      failed = { reason };
      throw reason;
    }
  }

  try {
    const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(measured, target, signal ? { signal } : {});
    signal?.throwIfAborted();
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(path, { force: true });
    if (signal?.aborted) throw signal.reason;
    throw failed ? failed.reason : new StoreUnavailableError(messageOf(error), { cause: error });
  }
}

/**
 * The same content, which ends with the signal's reason when that aborts, also while nothing comes. Whoever makes it is
 * told to leave off, and isn't waited for.
 */
async function* untilAborted(
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (!signal) return yield* content;
  signal.throwIfAborted();
  const source = content[Symbol.asyncIterator]();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  aborted.catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const { value, done } = await Promise.race([source.next(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    void Promise.resolve(source.return?.()).catch(() => undefined);
  }
}
