import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-sse';
import { beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { findProgram } from '../../scripts/cluster/find-program.ts';
import { ServiceProcess } from '../../scripts/cluster/service-process.ts';
import { ChatDocument, ReplyStreamDocument, type ReplyStreamSubscription } from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { startServerWithProvider } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const caddy = findProgram('caddy');
const missing = caddy === undefined ? 'there is no caddy to start' : undefined;
const PIECES = Array.from({ length: 20 }, (_, index) => `word${index} `);
let provider: FakeProvider;
/** Of Caddy with deploy/Caddyfile, but for names, ports and certificates. */
let url: string;
beforeAll(async () => {
  if (caddy === undefined) return;
  const started = await startServerWithProvider({ LEX_MODEL: 'compatible/any' });
  provider = started.provider;
  const directory = await temporaryDirectory(atEnd);
  url = `http://127.0.0.1:${await freePort()}`;
  const config = (await readFile(join(packageRoot, 'deploy', 'Caddyfile'), 'utf8'))
    .replace('lex.example.com {', `${url} {`)
    .replace('127.0.0.1:4000', new URL(started.lex.url).host);
  const path = join(directory, 'Caddyfile');
  await writeFile(path, `{\n\tadmin off\n\tauto_https off\n}\n${config}`);
  const process = new ServiceProcess({
    name: 'caddy',
    program: caddy,
    args: ['run', '--config', path],
    environment: { HOME: directory },
    cwd: directory,
    detached: false,
    started: async () =>
      fetch(`${url}/health/live`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  atEnd(async () => void (await process.stop()));
  await process.start();
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

it('words of a reply come through Caddy as they are written, on a socket and as an event stream', async () => {
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  provider.release(5);
  const { chat } = await new GraphqlClient(url).run(ChatDocument, { input: { message: 'tell me' } });
  const variables = { messageId: chat.reply.id, after: null };
  const [socket, sse] = [new SubscriptionClient(url), createClient({ url: `${url}/graphql`, retryAttempts: 0 })];
  onTestFinished(async () => {
    await socket.close();
    sse.dispose();
  });
  const live = socket.run(ReplyStreamDocument, variables);
  const stream = sse.iterate<ReplyStreamSubscription>({ query: ReplyStreamDocument.toString(), variables });
  // Both have words before the rest is written.
  const events = [(await until(live, ({ replyStream }) => replyStream.kind === 'DELTA')).replyStream];
  const { value } = await stream.next();
  const streamed = value?.data ? [value.data.replyStream] : [];
  provider.releaseAll();
  events.push(...(await collect(live)).map(({ replyStream }) => replyStream));
  for await (const { data } of stream) if (data) streamed.push(data.replyStream);
  for (const each of [events, streamed]) expect(each.map(({ text }) => text ?? '').join('')).toBe(PIECES.join(''));
});

it('metrics are not shown through Caddy, and long bodies are refused as Lex refuses them', async () => {
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  const body = JSON.stringify({ query: `{ status { state } } # ${'x'.repeat(2 ** 20)}` });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(`${url}/graphql`, { method: 'POST', headers, body })).status).toBe(413);
});
