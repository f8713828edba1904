import { type Asking, ask } from './ask.ts';
import { type ChatInput, inputOf } from './chat-input.ts';
import { followReply } from './follow-reply.ts';
import { LexClientChatDocument, LexClientStopDocument } from './generated/graphql.ts';
import { LexError } from './lex-error.ts';
import type { Reply, SentMessage } from './reply.ts';
import type { ReplyEvent } from './reply-event.ts';
import { askUntilAnswered } from './retry.ts';

/** Sends a message at once, again and again until the server has it, with one key. */
export function createReply(asking: Asking, given: string | ChatInput, signal: AbortSignal | undefined): Reply {
  const sent = send(asking, inputOf(given), signal);
  // Whoever waits for it is told; nobody has to.
  sent.catch(() => undefined);

  async function* events(): AsyncGenerator<ReplyEvent, void> {
    const { replyId } = await sent;
    yield* followReply(asking, replyId, { signal });
  }

  return {
    sent,
    [Symbol.asyncIterator]: events,
    async finished() {
      for await (const event of events()) if ('reply' in event) return event.reply;
      throw new LexError('UNEXPECTED', 'The reply has no end.');
    },
    async stop() {
      await stopReply(asking, (await sent).replyId, signal);
    },
  };
}

/** Stops a reply, wherever it is written; of one that is over nothing changes. */
export async function stopReply(asking: Asking, replyId: string, signal: AbortSignal | undefined): Promise<void> {
  await askUntilAnswered(asking, signal, (noted) => ask(asking, LexClientStopDocument, { replyId }, { noted, signal }));
}

async function send(asking: Asking, input: ChatInput, signal: AbortSignal | undefined): Promise<SentMessage> {
  const { chat } = await askUntilAnswered(asking, signal, (noted) =>
    ask(asking, LexClientChatDocument, { input }, { noted, signal }),
  );
  return { conversationId: chat.conversation.id, messageId: chat.message.id, replyId: chat.reply.id };
}
