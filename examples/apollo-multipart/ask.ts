import { ApolloClient, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';

const CHAT: TypedDocumentNode<{ chat: { reply: { id: string } } }> = gql`
  mutation Chat($input: ChatInput!) { chat(input: $input) { reply { id } } }
`;
const REPLY: TypedDocumentNode<{ replyStream: { kind: string; text: string | null } }> = gql`
  subscription Reply($id: ID!) { replyStream(messageId: $id) { kind cursor text } }
`;

/** Sends a message and prints the reply as it is written, all of it over HTTP: Apollo's links need no WebSocket. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink({ uri: url }) });
  const variables = { input: { message, idempotencyKey: crypto.randomUUID() } };
  const { data } = await client.mutate({ mutation: CHAT, variables });
  const events = client.subscribe({ query: REPLY, variables: { id: data?.chat.reply.id } });
  await events.forEach(({ data: event, error }) => {
    if (error) throw error;
    print(event?.replyStream.text ?? '');
  });
  client.stop();
}
