import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Authenticate, Credentials } from '../../src/accounts/authenticate.ts';
import type { OperationRequest } from '../../src/api/context.ts';
import { LexError } from '../../src/errors.ts';
import { callerOf } from '../support/edge/caller.ts';
import { type Edge, startEdge } from '../support/edge/start-edge.ts';

/** An edge whose door knows callers by a name that they show, and what it was shown and who then ran operations. */
async function startWithDoor() {
  const shown: Credentials[] = [];
  const viewers = new Set<string>();
  const authenticate: Authenticate = async (credentials) => {
    shown.push(credentials);
    const given =
      credentials.transport === 'http' ? credentials.headers['authorization'] : credentials.payload?.['who'];
    if (given === 'broken') throw new Error('the secret detail');
    if (typeof given !== 'string') throw new LexError('UNAUTHENTICATED', 'Say who you are.');
    return callerOf(given);
  };
  const createContext = (request: OperationRequest) => {
    viewers.add(`${request.operation} of ${request.viewer.id}`);
    return request;
  };
  return { edge: await startEdge({ authenticate, createContext }), shown, viewers };
}

/** A client that keeps one socket for all that it asks. */
function connect({ socketUrl: url }: Edge, connectionParams: Record<string, unknown>) {
  const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0, lazy: false, connectionParams });
  onTestFinished(async () => client.dispose());
  return client;
}

/** The code that a socket is closed with after such a `connection_init`. */
async function closeCode({ socketUrl }: Edge, payload: unknown): Promise<unknown> {
  const socket = new WebSocket(socketUrl, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  const [code] = await once(socket, 'close');
  return code;
}

it('an HTTP request passes the door once, with its headers, whatever it holds', async () => {
  const { edge, shown, viewers } = await startWithDoor();
  const batch = [{ query: '{ hello }' }, { query: 'mutation { rememberMany(input: []) }' }];
  expect((await edge.post(batch, { authorization: 'mia' })).status).toBe(200);
  const stream = { authorization: 'bo', accept: 'text/event-stream' };
  await (await edge.post({ query: 'subscription { ticks(count: 1) }' }, stream)).text();
  expect(shown).toMatchObject([
    { transport: 'http', headers: { authorization: 'mia' } },
    { transport: 'http', headers: { authorization: 'bo' } },
  ]);
  expect([...viewers]).toEqual(['query of mia', 'mutation of mia', 'subscription of bo']);
});

it('a socket passes the door once, with the payload of connection_init, and keeps its viewer', async () => {
  const { edge, shown, viewers } = await startWithDoor();
  for (const who of ['mia', 'bo']) {
    const client = connect(edge, { who });
    for (const query of ['{ hello }', 'subscription { ticks(count: 2) }']) {
      for await (const _ of client.iterate({ query }));
    }
    await client.dispose();
  }
  expect(shown).toEqual([
    { transport: 'socket', payload: { who: 'mia' }, address: '127.0.0.1' },
    { transport: 'socket', payload: { who: 'bo' }, address: '127.0.0.1' },
  ]);
  expect([...viewers]).toEqual(['query of mia', 'subscription of mia', 'query of bo', 'subscription of bo']);
});

it('who is refused gets 401 before the body is read, or a socket that closes with 4403, and nothing runs', async () => {
  const { edge, viewers } = await startWithDoor();
  const answer = await edge.post('not even JSON');
  expect(answer.status).toBe(401);
  expect(await answer.json()).toEqual({
    errors: [{ message: 'Say who you are.', extensions: { code: 'UNAUTHENTICATED' } }],
  });
  expect(await closeCode(edge, undefined)).toBe(4403);
  expect(await closeCode(edge, { who: 5 })).toBe(4403);
  expect([...viewers]).toEqual([]);
  await vi.waitFor(() => expect(edge.sockets.openSockets).toBe(0));
});

it('a door that fails is masked, and a socket closes with 4500', async () => {
  const { edge } = await startWithDoor();
  const answer = await edge.post({ query: '{ hello }' }, { authorization: 'broken' });
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secret');
  expect(await closeCode(edge, { who: 'broken' })).toBe(4500);
  const faults = edge.logLines.filter(({ level }) => Number(level) >= 40);
  expect(JSON.stringify(faults)).toContain('the secret detail');
});

it('the page for browsers and health need nobody to say who they are', async () => {
  const { edge, shown } = await startWithDoor();
  const page = await fetch(edge.url, { headers: { accept: 'text/html' } });
  const health = await fetch(edge.url.replace('/graphql', '/health/ready'));
  expect([page.status, health.status, shown.length]).toEqual([200, 200, 0]);
});
