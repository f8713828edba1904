import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type CollectedSpan, readSpans } from './collected-span.ts';

/** How long a span is waited for: tests share their machine. */
const PATIENCE_MS = 60_000;

/** A collector of traces on a port of its own, which keeps all that it gets. */
export interface FakeCollector {
  readonly url: string;
  /** What came over the wire, to be searched for what must not be there. */
  readonly bytes: Buffer;
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  readonly spans: readonly CollectedSpan[];
  /** Answers from now on with this status; `hangs`: not at all. @default 200 */
  answerWith(status: number | 'hangs'): void;
  /** Resolves when there are spans for which a question is answered, now or later, with that answer. */
  when<T>(find: (spans: readonly CollectedSpan[]) => T | undefined): Promise<T>;
  /** Resolves when it has been asked so many times. */
  whenAsked(times: number): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeCollector(): Promise<FakeCollector> {
  const bodies: Buffer[] = [];
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const spans: CollectedSpan[] = [];
  const news = new EventEmitter().setMaxListeners(0);
  const held = new Set<ServerResponse>();
  let answer: number | 'hangs' = 200;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    bodies.push(body);
    requests.push({ path: request.url ?? '', headers: request.headers });
    if (answer === 'hangs') held.add(response);
    else {
      if (answer === 200) spans.push(...readSpans(body));
      response.writeHead(answer, { 'content-type': 'application/x-protobuf' }).end();
    }
    news.emit('request');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  async function when<T>(find: () => T | undefined): Promise<T> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await once(news, 'request', { signal }).catch(() => {
        throw new Error(`the collector has only ${JSON.stringify(spans.map(({ name }) => name))}`);
      });
    }
  }

  return {
    url: `http://127.0.0.1:${port}`,
    get bytes() {
      return Buffer.concat(bodies);
    },
    requests,
    spans,
    answerWith(status) {
      answer = status;
    },
    when: (find) => when(() => find(spans)),
    whenAsked: (times) => when(() => (requests.length >= times ? true : undefined)).then(() => undefined),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
