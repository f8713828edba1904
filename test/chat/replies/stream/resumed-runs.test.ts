import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../../../src/chat/messages/message.ts';
import { lengthOf, type ReplyRun, runsAfter } from '../../../../src/chat/messages/reply-run.ts';
import { storeRuns } from '../../../../src/chat/messages/stored-runs.ts';
import { createLmdbReplyLog } from '../../../../src/chat/replies/log/lmdb-reply-log.ts';
import { readReplyCursor } from '../../../../src/chat/replies/log/reply-cursor.ts';
import type { ReplyLog } from '../../../../src/chat/replies/log/reply-log.ts';
import { ReplyWriter } from '../../../../src/chat/replies/reply-writer.ts';
import type { ReplyEvent } from '../../../../src/chat/replies/stream/reply-event.ts';
import { streamReply } from '../../../../src/chat/replies/stream/reply-stream.ts';
import { WritingPace } from '../../../../src/chat/replies/writing-pace.ts';
import type { EventBus } from '../../../../src/events/event-bus.ts';
import { LocalEventBus } from '../../../../src/events/local-event-bus.ts';
import { openLmdb } from '../../../../src/lmdb/open-lmdb.ts';
import { createSchedules } from '../../../../src/time/schedules.ts';
import { collect } from '../../../support/clients/subscription-client.ts';
import { openRedisLog } from '../../../support/redis-log.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../../../support/servers/start-redis.ts';
import { streamingMessage } from '../../../support/streaming-message.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const missing = whyNoRedis();
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) redis = await startRedis();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});

const LOGS = [
  {
    name: 'LMDB',
    whyNot: undefined,
    open: async () => {
      const [root, events] = [await openLmdb(await temporaryDirectory()), new LocalEventBus()];
      return {
        log: createLmdbReplyLog({ root, events, schedules: createSchedules(), log: pino({ level: 'silent' }) }),
        events,
      };
    },
  },
  {
    name: 'Redis',
    whyNot: missing,
    open: async () => openRedisLog(redis),
  },
] as const;

const piece: fc.Arbitrary<ReplyRun> = fc.record({
  kind: fc.constantFrom('text' as const, 'reasoning' as const),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
});

/** What a subscriber has come to know, its end left out. */
const runsOf = (events: readonly ReplyEvent[]) =>
  runsAfter(
    events.flatMap((event): ReplyRun[] => {
      if (event.kind === 'DELTA') return [{ kind: 'text', text: event.text }];
      return event.kind === 'REASONING' ? [{ kind: 'reasoning', text: event.reasoning }] : [];
    }),
    0,
  );
const kindsOfEnd = (events: readonly ReplyEvent[]) =>
  events.map(({ kind }) => kind).filter((kind) => kind !== 'DELTA' && kind !== 'REASONING');

describe.each(LOGS)('thinking and text in any order, on $name', ({ whyNot, open }) => {
  async function openLog(
    skip: (condition: boolean, note?: string) => void,
  ): Promise<{ log: ReplyLog; events: EventBus }> {
    skip(whyNot !== undefined, whyNot);
    const { log, events } = await open();
    onTestFinished(() => log.close());
    return { log, events };
  }

  const follow = (log: ReplyLog, message: Message, after?: string) =>
    streamReply({
      replyId: message.id,
      findMessage: async () => message,
      after: after === undefined ? undefined : readReplyCursor(after),
      log,
      events: new LocalEventBus(),
      readMessage: async () => message,
      hasAudio: async () => false,
      signal: new AbortController().signal,
    });

  it('are the same from every cursor that was given out, from the log and from the row', async ({ skip }) => {
    const { log } = await openLog(skip);
    const gone: ReplyLog = { ...log, read: async () => undefined };
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const id = randomUUID();
        await log.begin(id, 1);
        const cursors = ['1-0'];
        for (const [index, each] of pieces.entries()) {
          await log.append(id, 1, each);
          cursors.push(`1-${lengthOf(pieces.slice(0, index + 1))}`);
        }
        await log.end(id, 1, 'COMPLETED');
        const all = runsAfter(pieces, 0);
        const message: Message = { ...streamingMessage(id), state: 'COMPLETED', ...storeRuns(all) };
        for (const from of [log, gone]) {
          for (const after of cursors) {
            const seen = await collect(follow(from, message, after));
            expect(runsOf(seen)).toEqual(runsAfter(all, readReplyCursor(after).position));
            expect(kindsOfEnd(seen)).toEqual(['COMPLETED']);
            expect(seen.at(-1)?.cursor).toBe(`1-${lengthOf(all) + 1}`);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lose and repeat nothing for those who connect again after every event, while they are written', async ({
    skip,
  }) => {
    const { log, events } = await openLog(skip);
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
        const id = randomUUID();
        let row = streamingMessage(id);
        await log.begin(id, 1);
        const hop = async () => {
          const seen: ReplyEvent[] = [];
          while (seen.at(-1)?.kind !== 'COMPLETED') {
            const cursor = seen.at(-1)?.cursor;
            const after = cursor === undefined ? undefined : readReplyCursor(cursor);
            const signal = AbortSignal.timeout(20_000);
            const read = { findMessage: async () => row, readMessage: async () => row, hasAudio: async () => false };
            const about = { replyId: id, ...read, log, events };
            // Some take several events before they go.
            let left = 1 + (seen.length % 3);
            for await (const event of streamReply({ ...about, after, signal })) {
              seen.push(event);
              if (--left === 0) break;
            }
          }
          return seen;
        };
        const hopping = Promise.all([hop(), hop()]);
        const writer = new ReplyWriter({
          log,
          begun: Promise.resolve(),
          pace: new WritingPace(),
          replyId: id,
          attempt: 1,
        });
        for (const each of pieces) {
          writer.write(each);
          await log.read(id);
        }
        await writer.flush();
        row = { ...row, state: 'COMPLETED', ...storeRuns(writer.written) };
        await log.end(id, 1, 'COMPLETED');
        for (const seen of await hopping) {
          expect(runsOf(seen)).toEqual(runsAfter(pieces, 0));
          expect(kindsOfEnd(seen)).toEqual(['COMPLETED']);
        }
      }),
      { numRuns: 10 },
    );
  });
});
