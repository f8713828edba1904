import { setTimeout as sleep } from 'node:timers/promises';
import { ChatDocument, StopReplyDocument } from '../../../src/generated/graphql.ts';
import { followReply } from '../../../test/support/clients/follow-reply.ts';
import type { Doing } from './drive.ts';
import type { SentMessage } from './user.ts';

/** So many replies of a user are followed at a time. */
const MOST_FOLLOWED = 8;
const PAUSE_MS = [150, 900] as const;
/** How long a reply is followed: longer than jobs are tried again after what is done to the cluster. */
const FOLLOW_MS = 300_000;
const SILENCE_MS = 20_000;
const STOP_AFTER_MS = 400;

/** Sends messages and follows their replies, until it is told to stop; then what was sent is followed to its end. */
export async function talk(doing: Doing): Promise<void> {
  const { user, random, report, stopped } = doing;
  const followed = new Set<Promise<void>>();
  for (let n = 0; !stopped.aborted; n++) {
    const sent = await send(doing, n);
    if (sent) {
      user.sent.push(sent);
      const followers = random() < 0.2 ? 2 : 1;
      for (let each = 0; each < followers; each++) {
        const following = follow(doing, sent).finally(() => followed.delete(following));
        // It reports what it finds; what it throws is told by the end of the run.
        following.catch(() => undefined);
        followed.add(following);
      }
      if (random() < 0.1) await stop(doing, sent);
    }
    await doing.pause(PAUSE_MS);
    while (followed.size >= MOST_FOLLOWED && !stopped.aborted) await Promise.race(followed);
  }
  report.event(`${user.name} follows ${followed.size} replies to their end`);
  await Promise.all(followed);
}

/** @returns undefined when it was refused */
async function send({ user, asking, random, report }: Doing, n: number): Promise<SentMessage | undefined> {
  const last = user.sent.at(-1)?.conversationId;
  const idempotencyKey = `${user.mark}-${n}`;
  const text = `${user.mark} says ${n}: what is ${n} times 7?`;
  const input = {
    message: text,
    idempotencyKey,
    conversationId: random() < 0.7 ? (last ?? null) : null,
    model: random() < 0.3 ? 'local/lex' : null,
  };
  const answer = await asking.untilAnswered(ChatDocument, { input });
  if ('code' in answer) return void report.event(`${user.name}, message ${n}: ${answer.code}: ${answer.message}`);
  const { chat } = answer.data;
  if (random() < 0.15) {
    const again = await asking.untilAnswered(ChatDocument, { input });
    const same = 'data' in again && again.data.chat.message.id === chat.message.id;
    report.check('a message that is sent again is the same', same, () => JSON.stringify({ input, again, chat }));
  }
  return {
    text,
    idempotencyKey,
    conversationId: chat.conversation.id,
    messageId: chat.message.id,
    replyId: chat.reply.id,
    jobId: chat.job.id,
  };
}

async function follow({ user, asking, random, url, report, signal }: Doing, { replyId }: SentMessage): Promise<void> {
  const over = random() < 0.5 ? 'websocket' : 'sse';
  try {
    const { events, reconnects } = await followReply({
      url,
      messageId: replyId,
      over,
      authorization: `Bearer ${user.key}`,
      onEvent: (event) => asking.look(JSON.stringify(event), 'a reply'),
      signal,
      silenceMs: SILENCE_MS,
      limitMs: FOLLOW_MS,
    });
    for (let n = 0; n < reconnects; n++) report.count('streams gone on with');
    report.count(`replies: ${events.at(-1)?.kind}`);
    user.streams.push({ replyId, over, events });
  } catch (error) {
    signal.throwIfAborted();
    report.check('each stream comes to its end', false, () => `${user.name}, ${replyId} over ${over}: ${error}`);
  }
}

async function stop({ asking, signal }: Doing, { replyId }: SentMessage): Promise<void> {
  await sleep(STOP_AFTER_MS, undefined, { signal });
  await asking.untilAnswered(StopReplyDocument, { messageId: replyId });
}
