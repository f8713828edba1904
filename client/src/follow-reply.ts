import { type Asking, ask, type Try } from './ask.ts';
import type { FollowOptions } from './follow-options.ts';
import { LexClientReplyDocument, type LexClientReplySubscription } from './generated/graphql.ts';
import { LexError, ReplyFailedError } from './lex-error.ts';
import type { ReplyEvent } from './reply-event.ts';
import { Retry } from './retry.ts';

/**
 * Follows a reply to its end, over as many connections as it takes, each from the last event that was seen: nothing is
 * lost, and nothing comes twice. Leaving the loop ends the connection; the reply is written on.
 *
 * @throws {ReplyFailedError} after its last event, when it could not be finished
 * @throws {LexError} when it can't be followed, or not any more
 */
export async function* followReply(
  asking: Asking,
  replyId: string,
  { after, signal }: FollowOptions,
): AsyncGenerator<ReplyEvent, void> {
  const retry = new Retry(asking, signal);
  const written = new Written();
  let cursor = after ?? null;
  for (;;) {
    const noted: Try = {};
    let failed: ReplyFailedError | undefined;
    try {
      const events = ask(asking, LexClientReplyDocument, { replyId, after: cursor }, { noted, signal, stream: true });
      for await (const { replyStream: event } of events) {
        retry.progress();
        cursor = event.cursor;
        if (event.kind === 'FAILED' && event.message) {
          failed = new ReplyFailedError(event.message);
          break;
        }
        const next = written.take(event);
        if (next) yield next;
        if (next?.kind === 'COMPLETED' || next?.kind === 'STOPPED') return;
      }
      if (!failed) throw new LexError('UNREACHABLE', 'The stream ended before the reply.');
    } catch (error) {
      await retry.after(error, noted);
    }
    if (failed) throw failed;
  }
}

/** What came so far. */
class Written {
  #text = '';
  #reasoning = '';

  /** What an event is for apps; undefined for those of kinds that newer servers have. */
  take({ kind, cursor, text, reasoning, message }: LexClientReplySubscription['replyStream']): ReplyEvent | undefined {
    switch (kind) {
      case 'DELTA':
        this.#text += text ?? '';
        return { kind, cursor, text: text ?? '', content: this.#text };
      case 'REASONING':
        this.#reasoning += reasoning ?? '';
        return { kind, cursor, text: reasoning ?? '', content: this.#reasoning };
      case 'RESTARTED':
        this.#text = '';
        this.#reasoning = '';
        return { kind, cursor };
      case 'AUDIO':
        return message?.audioUrl ? { kind, cursor, audioUrl: message.audioUrl } : undefined;
      case 'COMPLETED':
      case 'STOPPED':
        return message ? { kind, cursor, reply: message } : undefined;
      default:
        return undefined;
    }
  }
}
