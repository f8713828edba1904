import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** A client like one browser tab: it sends messages and follows replies over one socket. */
export interface ChatClient {
  /**
   * Sends a message, and follows its reply to the end.
   *
   * @param options.onText is given the words of the reply as they come
   * @returns the time from the send to the first words
   */
  chat(
    message: string,
    options?: { model?: string; onText?: (text: string) => void },
  ): Promise<{ firstDeltaMs: number }>;
  /**
   * Runs an operation to its end.
   *
   * @throws when it has errors
   */
  run(query: string, variables?: Readonly<Record<string, unknown>>): Promise<void>;
  close(): void;
}

/** @param key what it shows; undefined: nothing */
export function createChatClient(url: string, key?: string): ChatClient {
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    ...(key === undefined ? {} : { connectionParams: { authorization: `Bearer ${key}` } }),
  });
  return {
    async chat(message, { model, onText } = {}) {
      const started = performance.now();
      let firstDeltaMs = Number.NaN;
      const sent = client.iterate<{ chat: { reply: { id: string } } }>({
        query: 'mutation ($input: ChatInput!) { chat(input: $input) { reply { id } } }',
        variables: { input: { message, model } },
      });
      for await (const { data, errors } of sent) {
        if (!data) throw new Error(JSON.stringify(errors));
        const stream = client.iterate<{ replyStream: { kind: string; text: string | null } }>({
          query: 'subscription ($id: ID!) { replyStream(messageId: $id) { kind cursor text } }',
          variables: { id: data.chat.reply.id },
        });
        let last = '';
        for await (const event of stream) {
          last = event.data?.replyStream.kind ?? JSON.stringify(event.errors);
          const text = event.data?.replyStream.text;
          if (text) onText?.(text);
          if (last === 'DELTA' && Number.isNaN(firstDeltaMs)) firstDeltaMs = performance.now() - started;
        }
        if (last !== 'COMPLETED') throw new Error(`A reply ended with ${last}.`);
      }
      return { firstDeltaMs };
    },
    async run(query, variables = {}) {
      const results = client.iterate({ query, variables: { ...variables } });
      for await (const { errors } of results) if (errors) throw new Error(JSON.stringify(errors));
    },
    close: () => void client.dispose(),
  };
}
