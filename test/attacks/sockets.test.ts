import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { openAcknowledged } from '../support/clients/raw-socket.ts';
import { type Edge, startEdge } from '../support/edge/start-edge.ts';

const FIN = 0x80;
const MASKED = 0x80;
const [CONTINUATION, TEXT, CLOSE, PING] = [0, 1, 8, 9];

/** A frame of a client (RFC 6455, 5.2), masked with zeros. */
function frame(first: number, payload: Buffer, length = payload.length): Buffer {
  const head = length < 126 ? Buffer.from([first, MASKED | length]) : Buffer.alloc(10);
  if (length >= 126) {
    head[0] = first;
    head[1] = MASKED | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

const text = (content: string): Buffer => frame(FIN | TEXT, Buffer.from(content));

/** A WebSocket without a library, which may do what none does. */
async function openFrames(edge: Edge, headers: readonly string[] = []): Promise<{ socket: Socket; head: string }> {
  const socket = connect(edge.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const lines = [
    'GET /graphql HTTP/1.1',
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    ...headers,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const head = await new Promise<string>((resolve) => {
    socket.once('data', (chunk) => resolve(String(chunk)));
    socket.once('close', () => resolve(''));
  });
  return { socket, head };
}

/** The code with which the server closes; undefined when it only cuts off. */
function closeCode(socket: Socket): Promise<number | undefined> {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const at = bytes.indexOf(FIN | CLOSE);
    // Whoever is closed says so too; then the connection ends.
    if (at !== -1) socket.end(frame(FIN | CLOSE, bytes.subarray(at + 2, at + 4)));
  });
  return new Promise((resolve) => {
    socket.once('close', () => {
      const at = bytes.indexOf(FIN | CLOSE);
      resolve(at === -1 ? undefined : bytes.readUInt16BE(at + 2));
    });
  });
}

async function goesOn(edge: Edge): Promise<void> {
  expect(await (await edge.post({ query: '{ hello }' })).json()).toEqual({ data: { hello: 'world' } });
  expect(edge.logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

it.each<[string, Buffer, number]>([
  ['what is no UTF-8', frame(FIN | TEXT, Buffer.from([0xff, 0xfe])), 1007],
  ['what says that it is compressed, which was not agreed on', frame(FIN | 0x40 | TEXT, Buffer.from('{}')), 1002],
  ['a frame without a mask', Buffer.from([FIN | TEXT, 2, 0x7b, 0x7d]), 1002],
  ['a frame of no known kind', frame(FIN | 3, Buffer.from('x')), 1002],
  ['the rest of a message that was never begun', frame(FIN | CONTINUATION, Buffer.from('x')), 1002],
  ['a ping of more than a ping may have', frame(FIN | PING, Buffer.alloc(200)), 1002],
  ['a ping in parts', frame(PING, Buffer.from('x')), 1002],
  ['a frame that says it has 2^60 bytes', frame(FIN | TEXT, Buffer.from('x'), 2 ** 60), 1009],
  ['a frame that says it has a gigabyte', frame(FIN | TEXT, Buffer.from('x'), 2 ** 30), 1009],
  [
    'a message in twenty thousand parts',
    Buffer.concat([frame(TEXT, Buffer.from(' ')), ...Array(20_000).fill(frame(CONTINUATION, Buffer.from(' ')))]),
    1008,
  ],
  ['JSON a hundred thousand deep', text('['.repeat(100_000) + ']'.repeat(100_000)), 4400],
  ['a message of __proto__', text('{"type":"__proto__","__proto__":{"type":"connection_init"}}'), 4400],
])('a socket is closed for %s, and the others go on', async (_, bytes, code) => {
  const edge = await startEdge();
  const other = await openAcknowledged(edge);
  const { socket, head } = await openFrames(edge);
  expect(head).toMatch(/^HTTP\/1\.1 101 /);
  const closed = closeCode(socket);
  socket.write(bytes);
  expect(await closed).toBe(code);
  other.send({ type: 'ping' });
  expect(await other.next()).toEqual({ type: 'pong' });
  await goesOn(edge);
});

it.each<[string, string[]]>([
  ['three thousand headers', Array.from({ length: 3_000 }, (_, index) => `X-${index}: y`)],
  ['a page of another site', ['Origin: https://evil.example.com']],
  ['another version', ['Sec-WebSocket-Version: 7']],
  ['a body', ['Content-Length: 5']],
  ['extensions upon extensions', [`Sec-WebSocket-Extensions: ${'permessage-deflate;a;'.repeat(1_000)}`]],
])('a handshake with %s opens nothing that it should not, and the server goes on', async (what, headers) => {
  const edge = await startEdge();
  const { head } = await openFrames(edge, headers);
  // Nothing but what is compressed may come of the last two, and that is never agreed on.
  expect(head).not.toMatch(/Sec-WebSocket-Extensions/i);
  if (/site|version/.test(what)) expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
  await goesOn(edge);
});
