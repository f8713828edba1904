import { createChatClient } from '../../chat-client.ts';
import type { Running } from './measure-by-turns.ts';
import { measureReplyUsage, type ReplyUsage } from './reply-usage.ts';

/** What replies take, each followed over a socket. */
export interface Replies {
  /** Of `local/lex`, which answers at once, in a few words. */
  readonly short: ReplyUsage;
  /** Of a provider, as {@link PACE} says. */
  readonly long: ReplyUsage;
}

/** How a long reply is written: 500 tokens in ten seconds. */
export const PACE = { tokens: 500, everyMs: 20, token: (number: number) => `word${number} ` };
export const LONG_AT_ONCE = 50;
const SHORT_AT_ONCE = 8;

export async function measureReplies(running: Running): Promise<Replies> {
  const { server, filled, sizes } = running;
  const clients = Array.from({ length: SHORT_AT_ONCE }, () => createChatClient(server.url, filled.guest.key));
  const ask = (model: string) => async (index: number) =>
    clients[index % clients.length]?.chat(`Good evening ${index}`, { model });
  try {
    return {
      short: await measureReplyUsage(running, {
        count: sizes.replies,
        concurrency: SHORT_AT_ONCE,
        chat: ask('local/lex'),
      }),
      long: await measureReplyUsage(running, {
        count: sizes.longReplies,
        concurrency: LONG_AT_ONCE,
        chat: ask('compatible/paced'),
      }),
    };
  } finally {
    for (const client of clients) client.close();
  }
}
