import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createParser } from 'eventsource-parser';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ask as apolloClient } from '../../examples/apollo-client/ask.ts';
import { ask as apolloMultipart } from '../../examples/apollo-multipart/ask.ts';
import { ask as graphqlRequest } from '../../examples/graphql-request/ask.ts';
import { ask as graphqlWs } from '../../examples/graphql-ws/ask.ts';
import { ask as lexClient } from '../../examples/lex-client/ask.ts';
import { ask as relay } from '../../examples/relay/ask.ts';
import { ask as urql } from '../../examples/urql/ask.ts';
import { StatusDocument } from '../../src/generated/graphql.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const run = promisify(execFile);
const examples = join(packageRoot, 'examples');

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const ASKED = 'remember that the "attic" key hangs by the door';
const SAID = 'I\'ll remember: "the "attic" key hangs by the door".';

/** What curl gets is a stream of events. */
async function curl(url: string, message: string, print: (text: string) => void): Promise<void> {
  const { stdout } = await run(join(examples, 'curl', 'ask.sh'), [url, message]);
  const parser = createParser({
    onEvent: ({ event, data }) => event === 'next' && print(JSON.parse(data).data.replyStream.text ?? ''),
  });
  parser.feed(stdout);
}

const EXAMPLES: Readonly<Record<string, typeof lexClient>> = {
  'apollo-client': apolloClient,
  'apollo-multipart': apolloMultipart,
  curl,
  'graphql-request': graphqlRequest,
  'graphql-ws': graphqlWs,
  'lex-client': lexClient,
  relay,
  urql,
};

it.each(Object.entries(EXAMPLES))('%s sends a message and prints the reply', async (_, ask) => {
  let text = '';
  await ask(`${lex.url}/graphql`, ASKED, (more) => {
    text += more;
  });
  expect(text).toBe(SAID);
  await vi.waitFor(async () => {
    const { status } = await lex.client.run(StatusDocument, {});
    expect(status.process.openSubscriptions).toBe(0);
  });
});

it('there are no others', async () => {
  const folders = (await readdir(examples, { withFileTypes: true })).filter((each) => each.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(EXAMPLES));
});

it('urql sends the document of a mutation once, and later its hash alone', async () => {
  const asking = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => asking.mockRestore());
  await urql(`${lex.url}/graphql`, ASKED, () => undefined);
  const bodies = asking.mock.calls.map(([, init]) => JSON.parse(String(init?.body)));
  expect(bodies).toMatchObject([
    { operationName: 'Chat', extensions: { persistedQuery: { sha256Hash: expect.any(String) } } },
    { operationName: 'Reply', query: expect.any(String) },
  ]);
  expect(bodies[0].query).toBeUndefined();
});
