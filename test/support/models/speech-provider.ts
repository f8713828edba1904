import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { atEnd } from '../at-end.ts';

/** What the provider was asked. */
export interface AskedSpeech {
  readonly path: string;
  /** As Latin-1. */
  readonly body: string;
}

export interface SpeechProvider {
  readonly url: string;
  readonly asked: readonly AskedSpeech[];
  /** The bodies of what it was asked to speak. */
  spoken(): Record<string, unknown>[];
  /** How it answers from now on. */
  answers: {
    /** Before it says anything, in milliseconds. */
    delayMs: number;
    /** What it says of what hearing took. */
    usage: unknown;
    status: number;
  };
}

/** A provider whose model says 100 samples for each text, and hears the same whatever is said. */
export async function startSpeechProvider(): Promise<SpeechProvider> {
  const asked: AskedSpeech[] = [];
  const answers: SpeechProvider['answers'] = { delayMs: 0, usage: undefined, status: 200 };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', async () => {
      asked.push({ path: request.url ?? '', body: Buffer.concat(pieces).toString('latin1') });
      await delay(answers.delayMs);
      response.statusCode = answers.status;
      if (request.url?.endsWith('/audio/speech')) response.end(Buffer.alloc(200, 7));
      else response.end(JSON.stringify({ text: 'What time is it?', usage: answers.usage }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    spoken: () => asked.filter(({ path }) => path.endsWith('/audio/speech')).map(({ body }) => JSON.parse(body)),
    answers,
  };
}
