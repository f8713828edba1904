import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const CHAT = 'mutation Chat($input: ChatInput!) { chat(input: $input) { reply { id } } }';
const REPLY = `subscription Reply($id: ID!, $after: String) {
  replyStream(messageId: $id, after: $after) { kind cursor text }
}`;

interface Chat {
  readonly chat: { readonly reply: { readonly id: string } };
}
interface Reply {
  readonly replyStream: { readonly kind: string; readonly cursor: string; readonly text: string | null };
}

/** Sends a message and prints the reply as it is written, over a WebSocket; another goes on where one breaks. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  // It would subscribe again by itself, but with the cursor of the first time.
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const input = { message, idempotencyKey: crypto.randomUUID() };
  let id = '';
  let after: string | null = null;
  for (let ended = false; !ended; ) {
    try {
      if (id === '') {
        const sent = client.iterate<Chat>({ query: CHAT, variables: { input } });
        for await (const { data } of sent) id = data?.chat.reply.id ?? '';
      }
      const variables: Record<string, unknown> = { id, after };
      for await (const { data } of client.iterate<Reply>({ query: REPLY, variables })) {
        if (!data) continue;
        const { kind, cursor, text } = data.replyStream;
        after = cursor;
        print(text ?? '');
        ended = ['COMPLETED', 'STOPPED', 'FAILED'].includes(kind);
      }
    } catch (error) {
      // What the server refuses comes as a list of errors; what else ends a subscription is the connection.
      if (Array.isArray(error)) throw new Error(JSON.stringify(error));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
  await client.dispose();
}
