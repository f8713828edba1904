import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ChatDocument, RememberDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { openAcknowledged } from '../support/clients/raw-socket.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';

const asks = async (url: string, key: string, query = '{ viewer { name role } }') => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const { data } = await answer.json();
  return data ?? answer.status;
};

it('the first administrator’s key is made on the machine, before a server runs and beside one', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const first = await runLex(['keys', 'create', '--admin'], { LEX_DATA_DIR });
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^lex_\w{38}\n$/) });
  const admin = first.stdout.trim();

  const { url } = await startLex({ LEX_DATA_DIR, LEX_AUTH: 'keys' });
  expect(await asks(url, admin)).toEqual({ viewer: { name: 'admin', role: 'ADMIN' } });
  const channel = statSync(join(LEX_DATA_DIR, 'lex.sock'));
  expect([channel.isSocket(), channel.mode & 0o777]).toEqual([true, 0o600]);

  const limit = ['--points-per-minute', '100000'];
  const made = await runLex(['keys', 'create', '--user', 'Mia', '--name', 'script', ...limit], { LEX_DATA_DIR });
  const key = made.stdout.trim();
  expect(await asks(url, key)).toEqual({ viewer: { name: 'Mia', role: 'USER' } });
  const list = await runLex(['keys', 'list'], { LEX_DATA_DIR });
  expect(list.stdout).toContain(`"Mia": ${key.slice(0, 12)}… "script" (READ, CHAT; no end;`);
  expect(list.stdout).toContain('; 100000 points a minute; ');
  expect(list.stdout).not.toContain(key.slice(12));
  expect((await runLex(['users', 'list'], { LEX_DATA_DIR })).stdout).toMatch(/USER {2}"Mia"/);

  const socketUrl = `${url.replace('http', 'ws')}/graphql`;
  const [first4403, then4401] = [
    await openAcknowledged({ socketUrl }, { authorization: `Bearer ${key}` }),
    await openAcknowledged({ socketUrl }, { authorization: `Bearer ${admin}` }),
  ];
  expect((await runLex(['users', 'disconnect', 'Mia'], { LEX_DATA_DIR })).code).toBe(0);
  expect(await first4403.closed).toBe(4403);
  expect(await asks(url, key)).toEqual({ viewer: { name: 'Mia', role: 'USER' } });
  expect((await runLex(['keys', 'revoke', admin.slice(0, 12)], { LEX_DATA_DIR })).code).toBe(0);
  expect(await then4401.closed).toBe(4401);
  expect(await asks(url, admin)).toBe(401);
});

it('what was written without authentication is given to an administrator, once', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const open = await startLex({ LEX_DATA_DIR });
  const client = new GraphqlClient(open.url);
  await client.run(RememberDocument, { input: { content: 'my sister is called Mia' } });
  const { chat } = await client.run(ChatDocument, { input: { message: 'hello', waitMs: 20_000 } });
  open.kill('SIGTERM');
  await open.exited;

  const key = (await runLex(['keys', 'create', '--admin', '--user', 'Ada'], { LEX_DATA_DIR })).stdout.trim();
  const user = (await runLex(['keys', 'create', '--user', 'Bo'], { LEX_DATA_DIR })).stdout.trim();
  const { url } = await startLex({ LEX_DATA_DIR, LEX_AUTH: 'keys' });
  const conversations = (of: string) => asks(url, of, '{ conversations { totalCount } memories { totalCount } }');
  const none = { conversations: { totalCount: 0 }, memories: { totalCount: 0 } };
  expect(await conversations(key)).toEqual(none);

  const give = (name: string, ...more: string[]) => runLex(['users', 'give-local', name, ...more], { LEX_DATA_DIR });
  const told = expect.stringMatching(/"Ada" 1 conversations with 2 messages, 1 memories and \d+ jobs/);
  expect(await give('Ada')).toMatchObject({ code: 0, stdout: told });
  expect(await conversations(key)).toEqual(none);
  expect(await give('Bo', '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('an administrator') });
  const socketUrl = `${url.replace('http', 'ws')}/graphql`;
  const before = await openAcknowledged({ socketUrl }, { authorization: `Bearer ${key}` });
  expect(await give('Ada', '--yes')).toMatchObject({ code: 0, stdout: told });
  expect([4401, 4403]).toContain(await before.closed);

  expect(await conversations(key)).toEqual({ conversations: { totalCount: 1 }, memories: { totalCount: 1 } });
  expect(await asks(url, key, '{ viewer { name role } }')).toEqual({ viewer: { name: 'Ada', role: 'ADMIN' } });
  const node = `{ node(id: "${chat.reply.id}") { id } }`;
  expect(await asks(url, key, node)).toEqual({ node: { id: chat.reply.id } });
  expect(await asks(url, user, node)).toEqual({ node: null });
  const recalled = await asks(url, key, '{ recall(query: "sister") { memory { content } } }');
  expect(recalled.recall[0].memory.content).toBe('my sister is called Mia');
  expect(await give('Ada', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('given to "Ada" before'),
  });
});

it('a user is deleted on the machine, beside a server and without one', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const keys = [];
  for (const user of ['Ada', 'Bo'])
    keys.push((await runLex(['keys', 'create', '--user', user], { LEX_DATA_DIR })).stdout.trim());
  const [ada = '', bo = ''] = keys;
  const settings = { LEX_DATA_DIR, LEX_AUTH: 'keys' };
  const server = await startLex(settings);
  for (const key of keys)
    await asks(server.url, key, 'mutation { remember(input: { content: "a tern flies" }) { id } }');
  const remove = (name: string, ...more: string[]) => runLex(['users', 'delete', name, ...more], settings);
  expect(await remove('Ada')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Would delete "Ada" with 0 conversations with 0 messages, 1 memories and 0 jobs/),
  });
  expect(await asks(server.url, ada)).toMatchObject({ viewer: { name: 'Ada' } });
  const socket = await openAcknowledged(
    { socketUrl: `${server.url.replace('http', 'ws')}/graphql` },
    { authorization: `Bearer ${ada}` },
  );
  expect(await remove('Ada', '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Deleted "Ada" with .* 1 memories and 0 jobs, and 1 keys\.\n$/),
  });
  expect(await socket.closed).toBe(4401);
  expect(await asks(server.url, ada)).toBe(401);
  expect(await remove('Ada', '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('no such user') });
  server.kill('SIGTERM');
  await server.exited;

  expect(await remove('Bo', '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 memories') });
  expect((await runLex(['users', 'list'], settings)).stdout).not.toMatch(/Ada|Bo/);
  const { url } = await startLex(settings);
  expect(await asks(url, bo)).toBe(401);
  const audit = await runLex(['audit', '--last', '2'], settings);
  expect(audit.stdout.split('\n').map((line) => line.replace(/^\S+ +/, ''))).toEqual([
    '"the machine" (MACHINE)  USERS_LISTED',
    '"the machine" (MACHINE)  AUDIT_LISTED',
    '',
  ]);
  expect(audit.stdout + (await runLex(['audit'], settings)).stdout).not.toContain(ada.slice(12));
});

it('an order that can’t be carried out is refused with what to do', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  for (const [args, code, told] of [
    [['keys', 'create'], 2, '--user'],
    [['keys', 'create', '--user', 'Bo', '--scopes', 'admin'], 1, 'administrator'],
    [['keys', 'create', '--user', 'Bo', '--scopes', 'root'], 1, 'scopes'],
    [['keys', 'revoke', 'lex_nothing'], 1, 'no such key'],
    [['users', 'disconnect', 'Nobody'], 1, 'no such user'],
    [['users', 'disconnect', 'Nobody', '--yes'], 2, 'Say what to do'],
    [['users', 'give-local', 'Nobody'], 1, 'no such user'],
    [['users', 'delete', 'Nobody', '--yes'], 1, 'no such user'],
    [['users', 'delete'], 2, 'Say what to do'],
    [['audit', '--last', 'all'], 2, '--last'],
    [['audit', '--last', '1001'], 1, 'last'],
  ] as const) {
    const exit = await runLex(args, { LEX_DATA_DIR });
    expect([exit.code, exit.stderr]).toEqual([code, expect.stringContaining(told)]);
  }
});
