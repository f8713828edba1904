import { Client, fetchExchange, gql, type TypedDocumentNode } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';

const CHAT: TypedDocumentNode<{ chat: { reply: { id: string } } }, { input: object }> = gql`
  mutation Chat($input: ChatInput!) { chat(input: $input) { reply { id } } }
`;
const REPLY: TypedDocumentNode<{ replyStream: { kind: string; text: string | null } }, { id: string }> = gql`
  subscription Reply($id: ID!) { replyStream(messageId: $id) { kind cursor text } }
`;

/** Sends a message and prints the reply as it is written, over SSE. The server learns the mutation's document once. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  const client = new Client({
    url,
    preferGetMethod: false,
    fetchSubscriptions: true,
    exchanges: [
      // Sends the hash of a document, and its text only when the server doesn't know it. Not for subscriptions: of one
      // that is unknown urql would take each of the two events that say so for a reason to ask again.
      persistedExchange({ enableForMutation: true }),
      fetchExchange,
    ],
  });
  const input = { message, idempotencyKey: crypto.randomUUID() };
  const { data, error } = await client.mutation(CHAT, { input }).toPromise();
  if (!data) throw error;
  await new Promise<void>((resolve, reject) => {
    const { unsubscribe } = client.subscription(REPLY, { id: data.chat.reply.id }).subscribe((result) => {
      if (result.error) return reject(result.error);
      print(result.data?.replyStream.text ?? '');
      if (result.hasNext) return;
      unsubscribe();
      resolve();
    });
  });
}
