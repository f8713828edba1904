import type { RootDatabase } from 'lmdb';
import { messageOf } from '../errors.ts';
import { OvertakenError } from '../jobs/overtaken-error.ts';
import { closeLmdb } from '../lmdb/close-lmdb.ts';
import { writeLmdb } from '../lmdb/write-lmdb.ts';
import type { Logger } from '../log.ts';
import type { ReplyEnd } from './message.ts';
import type { ReplyCursor } from './reply-cursor.ts';
import type { LoggedReply, ReplyLog } from './reply-log.ts';

/** How long an ended reply can be read from the log, as the contract has it. */
const KEPT_AFTER_END_MS = 60 * 60 * 1_000;
/** A reply that never ended lost its job: its log goes as well. */
const KEPT_WITHOUT_END_MS = 7 * 24 * 60 * 60 * 1_000;
const PURGE_EVERY_MS = 60_000;
const PURGED_AT_ONCE = 1_000;

interface Header {
  readonly attempt: number;
  readonly length: number;
  readonly end: ReplyEnd | undefined;
  /** Milliseconds since 1970; also in the key of its entry in `expiries`. */
  readonly expiresAt: number;
}

/**
 * Reply logs in LMDB. A reply is a header, and a piece of text for each append, keyed by where it begins; header and
 * piece change in one transaction, so a reader finds as much text as the header says.
 *
 * A commit survives the death of the process. It may not survive a power cut, after which the reply is begun again anyway.
 */
export function createLmdbReplyLog({ root, log }: { root: RootDatabase; log: Logger }): ReplyLog {
  const headers = root.openDB<Header, string>({ name: 'headers', encoding: 'json' });
  const pieces = root.openDB<string, [string, number, number]>({ name: 'pieces', encoding: 'string' });
  const expiries = root.openDB<true, [number, string]>({ name: 'expiries', encoding: 'json' });

  function write(replyId: string, header: Header, before: Header | undefined): void {
    if (before && before.expiresAt !== header.expiresAt) expiries.removeSync([before.expiresAt, replyId]);
    if (before?.expiresAt !== header.expiresAt) expiries.putSync([header.expiresAt, replyId], true);
    headers.putSync(replyId, header);
  }

  function drop(replyId: string): void {
    const header = headers.get(replyId);
    if (!header) return;
    expiries.removeSync([header.expiresAt, replyId]);
    dropPieces(replyId);
    headers.removeSync(replyId);
  }

  function dropPieces(replyId: string): void {
    const keys = [...pieces.getKeys({ start: [replyId, 0, 0], end: [replyId, Number.MAX_SAFE_INTEGER, 0] })];
    for (const key of keys) pieces.removeSync(key);
  }

  /** The text from a position on: the piece that holds it, which may begin before, and all that follow. */
  function textFrom(replyId: string, attempt: number, position: number): string {
    const end: [string, number, number] = [replyId, attempt, Number.MAX_SAFE_INTEGER];
    const [first] = [
      ...pieces.getKeys({ start: [replyId, attempt, position], end: [replyId, attempt, 0], reverse: true, limit: 1 }),
    ];
    const start = first?.[2] ?? 0;
    const found = [...pieces.getRange({ start: [replyId, attempt, start], end })].map(({ value }) => value);
    return found.join('').slice(position - start);
  }

  async function purge(): Promise<void> {
    await writeLmdb(root, () => {
      const expired = [...expiries.getKeys({ end: [Date.now(), ''], limit: PURGED_AT_ONCE })];
      for (const [, replyId] of expired) drop(replyId);
    });
  }

  const timer = setInterval(() => {
    purge().catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'old reply logs could not be deleted'));
  }, PURGE_EVERY_MS);
  timer.unref();

  return {
    async begin(replyId, attempt) {
      const begun = await writeLmdb(root, () => {
        const header = headers.get(replyId);
        if (header && header.attempt > attempt) return false;
        dropPieces(replyId);
        write(replyId, { attempt, length: 0, end: undefined, expiresAt: Date.now() + KEPT_WITHOUT_END_MS }, header);
        return true;
      });
      if (!begun) throw new OvertakenError();
    },
    async append(replyId, attempt, text) {
      const appended = await writeLmdb(root, () => {
        const header = headers.get(replyId);
        if (header?.attempt !== attempt || header.end) return false;
        pieces.putSync([replyId, attempt, header.length], text);
        headers.putSync(replyId, { ...header, length: header.length + text.length });
        return true;
      });
      if (!appended) throw new OvertakenError();
    },
    async end(replyId, attempt, end) {
      await writeLmdb(root, () => {
        const header = headers.get(replyId);
        if (header?.attempt !== attempt) return;
        write(replyId, { ...header, end, expiresAt: Date.now() + KEPT_AFTER_END_MS }, header);
      });
    },
    async read(replyId, after?: ReplyCursor): Promise<LoggedReply | undefined> {
      const header = headers.get(replyId);
      if (!header) return undefined;
      const { attempt, length, end } = header;
      const from = after?.attempt === attempt ? Math.min(after.position, length) : 0;
      return { attempt, from, text: from < length ? textFrom(replyId, attempt, from) : '', length, end };
    },
    async delete(replyIds) {
      await writeLmdb(root, () => {
        for (const replyId of replyIds) drop(replyId);
      });
    },
    async close() {
      clearInterval(timer);
      await closeLmdb(root);
    },
  };
}
