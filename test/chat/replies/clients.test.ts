import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache, type TypedDocumentNode } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  ChatDocument,
  type ChatMutation,
  type ChatMutationVariables,
  ReplyStreamDocument,
  type ReplyStreamSubscription,
  type ReplyStreamSubscriptionVariables,
  StatusDocument,
} from '../../../src/generated/graphql.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

type ReplyEvent = ReplyStreamSubscription['replyStream'];

/** What an app does with whichever client it likes. */
interface App {
  send(message: string): Promise<string>;
  /** @throws with the server's code in its text */
  follow(replyId: string): AsyncIterable<ReplyEvent>;
}

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

async function sendByHttp(message: string): Promise<string> {
  return (await lex.client.run(ChatDocument, { input: { message } })).chat.reply.id;
}

function graphqlWs(): App {
  const client = createSocketClient({
    url: `${lex.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  onTestFinished(() => client.dispose());
  return {
    async send(message) {
      const query = ChatDocument.toString();
      for await (const { data } of client.iterate<ChatMutation>({ query, variables: { input: { message } } })) {
        if (data) return data.chat.reply.id;
      }
      throw new Error('There was no answer.');
    },
    async *follow(messageId) {
      const query = ReplyStreamDocument.toString();
      const events = client.iterate<ReplyStreamSubscription>({ query, variables: { messageId } });
      try {
        for await (const { data, errors } of events) {
          if (errors) throw new Error(JSON.stringify(errors));
          if (data) yield data.replyStream;
        }
      } catch (error) {
        throw error instanceof Error ? error : new Error(JSON.stringify(error));
      }
    },
  };
}

function graphqlSse(): App {
  const client = createSseClient({ url: `${lex.url}/graphql`, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  return {
    send: sendByHttp,
    async *follow(messageId) {
      const query = ReplyStreamDocument.toString();
      for await (const { data, errors } of client.iterate<ReplyStreamSubscription>({
        query,
        variables: { messageId },
      })) {
        if (errors) throw new Error(JSON.stringify(errors));
        if (data) yield data.replyStream;
      }
    },
  };
}

function apolloClient(): App {
  const socket = createSocketClient({
    url: `${lex.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: `${lex.url}/graphql` }),
    ),
  });
  onTestFinished(() => {
    client.stop();
    return socket.dispose();
  });
  const chat: TypedDocumentNode<ChatMutation, ChatMutationVariables> = gql(ChatDocument.toString());
  const reply: TypedDocumentNode<ReplyStreamSubscription, ReplyStreamSubscriptionVariables> = gql(
    ReplyStreamDocument.toString(),
  );
  return {
    async send(message) {
      const { data } = await client.mutate({ mutation: chat, variables: { input: { message } } });
      return data?.chat.reply.id ?? '';
    },
    async *follow(messageId) {
      const events: ReplyEvent[] = [];
      let ended = false;
      let failure: unknown;
      let wake = () => {};
      const subscription = client.subscribe({ query: reply, variables: { messageId } }).subscribe({
        next({ data, error }) {
          if (data) events.push(data.replyStream);
          if (error) failure = 'errors' in error ? new Error(JSON.stringify(error.errors)) : error;
          wake();
        },
        error(error) {
          failure = error;
          wake();
        },
        complete() {
          ended = true;
          wake();
        },
      });
      try {
        for (;;) {
          const event = events.shift();
          if (event) yield event;
          else if (failure) throw failure;
          else if (ended) return;
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      } finally {
        subscription.unsubscribe();
      }
    },
  };
}

describe.each([
  ['graphql-ws', graphqlWs],
  ['graphql-sse', graphqlSse],
  ['Apollo Client', apolloClient],
])('%s', (_, open) => {
  it('sends a message and follows the reply to its end', async () => {
    const app = open();
    const events: ReplyEvent[] = [];
    for await (const event of app.follow(await app.send('remember that the attic key hangs by the door'))) {
      events.push(event);
    }
    const text = events.map((event) => event.text ?? '').join('');
    expect(text).toContain('the attic key hangs by the door');
    expect(events.at(-1)).toMatchObject({ kind: 'COMPLETED', message: { content: text } });
    expect(events.slice(0, -1).every(({ kind }) => kind === 'DELTA')).toBe(true);
  });

  it('is told by its code why a reply can’t be followed', async () => {
    const app = open();
    const nobody = Buffer.from('Message:00000000-0000-4000-8000-000000000000').toString('base64url');
    const follow = async () => {
      for await (const _ of app.follow(nobody)) throw new Error('There is such a reply.');
    };
    await expect(follow()).rejects.toThrow('NOT_FOUND');
  });

  it('can leave in the middle, and nothing of it stays open', async () => {
    const app = open();
    const stream = app.follow(await app.send('remember that the cellar is damp'))[Symbol.asyncIterator]();
    expect((await stream.next()).value).toMatchObject({ kind: 'DELTA' });
    await stream.return?.();
    await vi.waitFor(
      async () => {
        const { status } = await lex.client.run(StatusDocument, {});
        expect(status.process.openSubscriptions).toBe(0);
      },
      { interval: 200 },
    );
  });
});
