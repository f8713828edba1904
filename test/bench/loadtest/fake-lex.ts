import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const request = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

/** What a client asks for, as far as a load test does. */
export type Asked = 'chat' | 'status' | 'stream' | 'conversation' | 'message';

export interface Ask {
  readonly what: Asked;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many of its kind came before it. */
  readonly before: number;
}

/** An event of a stream, or what is done to its connection. */
export type StreamPart =
  | { readonly kind: string; readonly cursor: string; readonly text?: string; readonly content?: string }
  | 'cut'
  | 'silence';

/** What a server answers: the data of an operation, the parts of a stream, or a refusal. */
export interface Answers {
  readonly data?: (ask: Ask) => Promise<object> | object;
  readonly stream?: (ask: Ask) => readonly StreamPart[];
  /** The status and body of a refusal, or `cut`; undefined: it is answered. */
  readonly refuse?: (ask: Ask) => { readonly status: number; readonly body: string } | 'cut' | undefined;
}

/** A server that looks like Lex to a load test, over HTTP and event streams, and answers what a test wants. */
export interface FakeLex {
  readonly url: string;
  readonly asked: Readonly<Record<Asked, number>>;
}

const KINDS: readonly (readonly [Asked, string])[] = [
  ['chat', 'mutation Chat('],
  ['status', 'query Status'],
  ['stream', 'subscription ReplyStream('],
  ['conversation', 'query Conversation('],
  ['message', 'query Message('],
];

/** What is in a conversation of one message to this server. */
export const STORED = [
  { id: 'm0', role: 'USER', state: 'COMPLETED', parent: null },
  { id: 'r0', role: 'ASSISTANT', state: 'COMPLETED', parent: { id: 'm0' } },
];
const HELLO: readonly StreamPart[] = [
  { kind: 'DELTA', cursor: '1-3', text: 'Hel' },
  { kind: 'DELTA', cursor: '1-5', text: 'lo' },
  { kind: 'COMPLETED', cursor: '1-6', content: 'Hello' },
];

/** Each chat begins a conversation: the first one is what {@link STORED} has. */
export function dataOf({ what, before }: Ask, stored: readonly object[] = STORED): object {
  switch (what) {
    case 'chat':
      return {
        chat: { conversation: { id: `c${before}` }, message: { id: `m${before}` }, reply: { id: `r${before}` } },
      };
    case 'conversation':
      return { conversation: { messages: { edges: stored.map((node) => ({ node })) } } };
    case 'message':
      return { message: { state: 'STREAMING' } };
    default:
      return { status: { state: 'OK', version: '1.2.3' } };
  }
}

/** Starts one; it ends with the test. */
export async function startFakeLex(answers: Answers = {}): Promise<FakeLex> {
  const asked = { chat: 0, status: 0, stream: 0, conversation: 0, message: 0 };
  const server = createServer(async (call, response) => {
    const { query, variables } = request.parse(JSON.parse(await textOf(call)));
    const [what] = KINDS.find(([, begins]) => query.includes(begins)) ?? [];
    if (what === undefined) return void response.writeHead(400).end();
    const ask = { what, variables, before: asked[what]++ };
    const refusal = answers.refuse?.(ask);
    if (refusal === 'cut') return void call.socket.destroy();
    if (refusal) return void response.writeHead(refusal.status).end(refusal.body);
    if (what === 'stream') return sendStream(response, answers.stream?.(ask) ?? HELLO);
    const data = (await answers.data?.(ask)) ?? dataOf(ask);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

async function textOf(call: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of call) text += piece;
  return text;
}

function sendStream(response: ServerResponse, parts: readonly StreamPart[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const part of parts) {
    if (part === 'silence') return;
    // What was written before must have left.
    if (part === 'cut') return void response.write('\n', () => response.destroy());
    const { content, ...event } = part;
    const data = { data: { replyStream: { ...event, ...(content !== undefined && { message: { content } }) } } };
    response.write(`event: next\ndata: ${JSON.stringify(data)}\n\n`);
  }
  response.end('event: complete\ndata:\n\n');
}
