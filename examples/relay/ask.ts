import { createClient } from 'graphql-ws';
import relay, { type PayloadData } from 'relay-runtime';
import { WebSocket } from 'ws';
import chat, { type documentsChatMutation } from './__generated__/documentsChatMutation.graphql.ts';
import reply, { type documentsReplySubscription } from './__generated__/documentsReplySubscription.graphql.ts';

const { commitMutation, Environment, Network, Observable, RecordSource, requestSubscription, Store } = relay;

/** Sends a message over HTTP, and prints the reply as it is written, over a WebSocket. */
export async function ask(url: string, message: string, print: (text: string) => void): Promise<void> {
  const socket = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });
  const network = Network.create(
    async ({ text: query }, variables) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
      return response.json();
    },
    ({ text }, variables) =>
      Observable.create((sink) =>
        socket.subscribe<PayloadData>(
          { query: text ?? '', variables },
          {
            ...sink,
            next: ({ data, errors }) => (data ? sink.next({ data }) : sink.error(new Error(errors?.[0]?.message))),
          },
        ),
      ),
  );
  const environment = new Environment({ network, store: new Store(new RecordSource()) });

  const id = await new Promise<string>((resolve, reject) => {
    commitMutation<documentsChatMutation>(environment, {
      mutation: chat,
      variables: { input: { message, idempotencyKey: crypto.randomUUID() } },
      onCompleted: (sent) => resolve(sent.chat.reply.id),
      onError: reject,
    });
  });
  await new Promise<void>((resolve, reject) => {
    requestSubscription<documentsReplySubscription>(environment, {
      subscription: reply,
      variables: { id },
      onNext: (event) => print(event?.replyStream.text ?? ''),
      onCompleted: resolve,
      onError: reject,
    });
  });
  await socket.dispose();
}
