import { messageOf } from '../../../errors.ts';
import type { EventBus } from '../../../events/event-bus.ts';
import { OvertakenError } from '../../../jobs/job.ts';
import { closeLmdb } from '../../../lmdb/close-lmdb.ts';
import type { RootDatabase } from '../../../lmdb/open-lmdb.ts';
import { writeLmdb } from '../../../lmdb/write-lmdb.ts';
import type { Logger } from '../../../log.ts';
import type { Schedules } from '../../../time/schedules.ts';
import type { ReplyEnd } from '../../messages/message.ts';
import { replyTopic, wordsWritten } from '../../messages/message-events.ts';
import { openReplyPieces } from './lmdb-reply-pieces.ts';
import { STORED_AFTER_END_MS, STORED_WITHOUT_END_MS } from './log-lifetime.ts';
import type { ReplyLog } from './reply-log.ts';

const PURGE_EVERY_MS = 60_000;
const PURGED_AT_ONCE = 1_000;

interface Header {
  readonly attempt: number;
  readonly length: number;
  readonly end: ReplyEnd | undefined;
  /** Milliseconds since 1970; also in the key of the reply's entry in `expiries`. */
  readonly expiresAt: number;
}

/**
 * Reply logs in LMDB. A reply has a header, and a piece for each append, whose key says where it begins. Header and
 * piece change in one transaction, so a reader finds as much as the header says.
 *
 * What is committed survives the death of the process. It may be lost in a power cut, but then the reply is written
 * anew anyway.
 */
export function createLmdbReplyLog({
  root,
  events,
  schedules,
  log,
}: {
  root: RootDatabase;
  events: EventBus;
  schedules: Schedules;
  log: Logger;
}): ReplyLog {
  const logs = openLogs(root);
  const purging = schedules.repeat({
    name: 'reply logs',
    does: 'Deletes the logs of replies that nobody goes on reading from them.',
    everyMs: PURGE_EVERY_MS,
    work: () => writeLmdb(root, () => logs.dropExpired(Date.now())),
    failed: (error) => log.warn({ reason: messageOf(error) }, 'old reply logs could not be deleted'),
  });

  return {
    async begin(replyId, attempt) {
      const hasBegun = await writeLmdb(root, () => logs.begin(replyId, attempt));
      if (!hasBegun) throw new OvertakenError();
    },
    async append(replyId, attempt, run) {
      const from = await writeLmdb(root, () => {
        const header = logs.header(replyId);
        if (header?.attempt !== attempt || header.end) return undefined;
        logs.pieces.put(replyId, attempt, header.length, run);
        logs.write(replyId, { ...header, length: header.length + run.text.length }, header);
        return header.length;
      });
      if (from === undefined) throw new OvertakenError();
      events.publish(replyTopic(replyId), wordsWritten(replyId, { attempt, from }, run));
    },
    async end(replyId, attempt, end, row) {
      const noted = writeLmdb(root, () => {
        const header = logs.header(replyId);
        if (header?.attempt !== attempt) return;
        logs.write(replyId, { ...header, end, expiresAt: Date.now() + STORED_AFTER_END_MS }, header);
      });
      await noted.catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'a reply log was not ended'));
      events.publish(replyTopic(replyId), { key: replyId, ended: row });
    },
    async read(replyId, after) {
      const header = logs.header(replyId);
      if (!header) return undefined;
      const { attempt, length, end } = header;
      const from = after?.attempt === attempt ? Math.min(after.position, length) : 0;
      return { attempt, from, runs: from < length ? logs.pieces.runsFrom(replyId, attempt, from) : [], length, end };
    },
    async delete(replyIds) {
      await writeLmdb(root, () => {
        for (const replyId of replyIds) logs.drop(replyId);
      });
    },
    async close() {
      await purging.close();
      await closeLmdb(root);
    },
  };
}

/** The databases of the logs, and their changes, each to be called within a transaction. */
function openLogs(root: RootDatabase) {
  const headers = root.openDB<Header, string>({ name: 'headers', encoding: 'json' });
  const pieces = openReplyPieces(root);
  const expiries = root.openDB<true, [number, string]>({ name: 'expiries', encoding: 'json' });

  const header = (replyId: string) => headers.get(replyId);

  function write(replyId: string, next: Header, before: Header | undefined): void {
    if (before?.expiresAt !== next.expiresAt) {
      if (before) expiries.removeSync([before.expiresAt, replyId]);
      expiries.putSync([next.expiresAt, replyId], true);
    }
    headers.putSync(replyId, next);
  }

  function drop(replyId: string): void {
    const found = header(replyId);
    if (!found) return;
    expiries.removeSync([found.expiresAt, replyId]);
    pieces.drop(replyId);
    headers.removeSync(replyId);
  }

  return {
    header,
    pieces,
    write,
    drop,
    /** False when a later attempt has begun. */
    begin(replyId: string, attempt: number): boolean {
      const found = header(replyId);
      if (found && found.attempt > attempt) return false;
      pieces.drop(replyId);
      const expiresAt = Date.now() + STORED_WITHOUT_END_MS;
      write(replyId, { attempt, length: 0, end: undefined, expiresAt }, found);
      return true;
    },
    dropExpired(now: number): void {
      const expired = [...expiries.getKeys({ end: [now, ''], limit: PURGED_AT_ONCE })];
      for (const [, replyId] of expired) drop(replyId);
    },
  };
}
