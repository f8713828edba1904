import type { RootDatabase } from 'lmdb';
import { messageOf } from '../../../errors.ts';
import { OvertakenError } from '../../../jobs/job.ts';
import { closeLmdb } from '../../../lmdb/close-lmdb.ts';
import { writeLmdb } from '../../../lmdb/write-lmdb.ts';
import type { Logger } from '../../../log.ts';
import type { ReplyEnd } from '../../conversations/message.ts';
import type { ReplyCursor } from './reply-cursor.ts';
import type { LoggedReply, ReplyLog } from './reply-log.ts';
import { addRun, type ReplyRun } from './reply-run.ts';

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

/** The reply, the attempt, and where the piece begins. */
type PieceKey = [string, number, number];

/**
 * Reply logs in LMDB. A reply is a header, and a piece for each append, keyed by where it begins; header and piece change
 * in one transaction, so a reader finds as much as the header says. What is thought has a database of its own, so that a
 * version that knows nothing of it doesn't take it for text.
 *
 * A commit survives the death of the process. It may not survive a power cut, after which the reply is begun again anyway.
 */
export function createLmdbReplyLog({ root, log }: { root: RootDatabase; log: Logger }): ReplyLog {
  const headers = root.openDB<Header, string>({ name: 'headers', encoding: 'json' });
  const pieces = {
    text: root.openDB<string, PieceKey>({ name: 'pieces', encoding: 'string' }),
    reasoning: root.openDB<string, PieceKey>({ name: 'thoughts', encoding: 'string' }),
  };
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
    for (const ofKind of Object.values(pieces)) {
      const keys = [...ofKind.getKeys({ start: [replyId, 0, 0], end: [replyId, Number.MAX_SAFE_INTEGER, 0] })];
      for (const key of keys) ofKind.removeSync(key);
    }
  }

  /** What was written from a position on. */
  function runsFrom(replyId: string, attempt: number, position: number): ReplyRun[] {
    const thought = piecesFrom('reasoning', replyId, attempt, position);
    const said = piecesFrom('text', replyId, attempt, position);
    const runs: ReplyRun[] = [];
    for (const { start, kind, text } of [...thought, ...said].sort((one, other) => one.start - other.start)) {
      addRun(runs, { kind, text: text.slice(Math.max(0, position - start)) });
    }
    return runs;
  }

  /** The pieces of one kind that begin at a position or later, and the last one before it, which may hold it. */
  function piecesFrom(kind: ReplyRun['kind'], replyId: string, attempt: number, position: number) {
    const [first] = [
      ...pieces[kind].getKeys({
        start: [replyId, attempt, position],
        end: [replyId, attempt, 0],
        reverse: true,
        limit: 1,
      }),
    ];
    const range = { start: first ?? [replyId, attempt, 0], end: [replyId, attempt, Number.MAX_SAFE_INTEGER] };
    return [...pieces[kind].getRange(range)].map(({ key, value }) => ({ start: key[2], kind, text: value }));
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
    async append(replyId, attempt, { kind, text }) {
      const appended = await writeLmdb(root, () => {
        const header = headers.get(replyId);
        if (header?.attempt !== attempt || header.end) return false;
        pieces[kind].putSync([replyId, attempt, header.length], text);
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
      return { attempt, from, runs: from < length ? runsFrom(replyId, attempt, from) : [], length, end };
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
