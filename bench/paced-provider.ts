import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A provider in this process, with OpenAI's chat completions API, which sends the tokens of each reply at one pace. */
export interface PacedProvider {
  readonly url: string;
  close(): Promise<void>;
}

export interface Pace {
  readonly tokens: number;
  readonly everyMs: number;
  /**
   * What a token is, by its number from 1 on.
   *
   * @default the moment at which it was sent, by `performance.now()`, and a space, so that its receiver can tell how
   *   long it took
   */
  readonly token?: (number: number) => string;
}

/** Starts a provider that gives each reply the same tokens. */
export async function startPacedProvider(pace: Pace): Promise<PacedProvider> {
  const { token: textOf = () => `${performance.now().toFixed(2)} ` } = pace;
  const server = createServer(async (request, response) => {
    request.resume();
    await once(request, 'end');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (delta: object, finish: string | null = null) => {
      const chunk = { id: '1', object: 'chat.completion.chunk', created: 0, model: 'paced' };
      const choices = [{ index: 0, delta, finish_reason: finish }];
      response.write(`data: ${JSON.stringify({ ...chunk, choices })}\n\n`);
    };
    const started = performance.now();
    for (let token = 1; token <= pace.tokens; token++) {
      await sleep(Math.max(0, started + token * pace.everyMs - performance.now()));
      send({ role: 'assistant', content: textOf(token) });
    }
    send({}, 'stop');
    response.end('data: [DONE]\n\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
