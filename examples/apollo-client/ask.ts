import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const CHAT: TypedDocumentNode<{ chat: { reply: { id: string } } }> = gql`
  mutation Chat($input: ChatInput!) { chat(input: $input) { reply { id } } }
`;
const REPLY: TypedDocumentNode<{ replyStream: { kind: string; text: string | null } }> = gql`
  subscription Reply($id: ID!) { replyStream(messageId: $id) { kind cursor text } }
`;

/** Sends a message over HTTP, and prints the reply as it is written, over a WebSocket. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  // Browsers, and Node from 22 on, have a WebSocket of their own.
  const socket = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: url }),
    ),
  });
  // With a key the message may be sent again after a failure: it is said once.
  const variables = { input: { message, idempotencyKey: crypto.randomUUID() } };
  const { data } = await client.mutate({ mutation: CHAT, variables });
  const events = client.subscribe({ query: REPLY, variables: { id: data?.chat.reply.id } });
  await events.forEach(({ data: event, error }) => {
    if (error) throw error;
    print(event?.replyStream.text ?? '');
  });
  client.stop();
  await socket.dispose();
}
