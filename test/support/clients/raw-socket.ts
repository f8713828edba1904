import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { type RawData, WebSocket } from 'ws';

interface Served {
  readonly socketUrl: string;
}

/** A socket without a client library, whose messages wait until they are asked for. */
export async function openRaw({ socketUrl }: Served, protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(socketUrl, protocol);
  onTestFinished(() => socket.terminate());
  const messages: Record<string, unknown>[] = [];
  let arrived = (): void => undefined;
  socket.on('message', (data: RawData) => {
    messages.push(JSON.parse(String(data)));
    arrived();
  });
  await once(socket, 'open');
  const send = (message: unknown): void => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const next = async (): Promise<Record<string, unknown>> => {
    for (;;) {
      const message = messages.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
  };
  const closed = once(socket, 'close').then(([code]: unknown[]) => code);
  return { socket, send, next, closed };
}

/** The same, after its `connection_init` has been accepted. */
export async function openAcknowledged(served: Served, payload?: object) {
  const raw = await openRaw(served);
  raw.send({ type: 'connection_init', payload });
  expect(await raw.next()).toEqual({ type: 'connection_ack' });
  return raw;
}

export const subscribe = (id: string, query: string, more: object = {}): object => ({
  id,
  type: 'subscribe',
  payload: { query, ...more },
});
