import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAcknowledged } from '../support/clients/raw-socket.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';

const asks = async (url: string, key: string) => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{"query":"{ viewer { name role } }"}',
  });
  const { data } = await answer.json();
  return data?.viewer ?? answer.status;
};

it('the first administrator’s key is made on the machine, before a server runs and beside one', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const first = await runLex(['keys', 'create', '--admin'], { LEX_DATA_DIR });
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^lex_\w{38}\n$/) });
  const admin = first.stdout.trim();

  const { url } = await startLex({ LEX_DATA_DIR, LEX_AUTH: 'keys' });
  expect(await asks(url, admin)).toEqual({ name: 'admin', role: 'ADMIN' });
  const channel = statSync(join(LEX_DATA_DIR, 'lex.sock'));
  expect([channel.isSocket(), channel.mode & 0o777]).toEqual([true, 0o600]);

  const made = await runLex(['keys', 'create', '--user', 'Mia', '--name', 'script'], { LEX_DATA_DIR });
  const key = made.stdout.trim();
  expect(await asks(url, key)).toEqual({ name: 'Mia', role: 'USER' });
  const list = await runLex(['keys', 'list'], { LEX_DATA_DIR });
  expect(list.stdout).toContain(`"Mia": ${key.slice(0, 12)}… "script" (READ, CHAT; no end;`);
  expect(list.stdout).not.toContain(key.slice(12));
  expect((await runLex(['users', 'list'], { LEX_DATA_DIR })).stdout).toMatch(/USER {2}"Mia"/);

  const socketUrl = `${url.replace('http', 'ws')}/graphql`;
  const [first4403, then4401] = [
    await openAcknowledged({ socketUrl }, { authorization: `Bearer ${key}` }),
    await openAcknowledged({ socketUrl }, { authorization: `Bearer ${admin}` }),
  ];
  expect((await runLex(['users', 'disconnect', 'Mia'], { LEX_DATA_DIR })).code).toBe(0);
  expect(await first4403.closed).toBe(4403);
  expect(await asks(url, key)).toEqual({ name: 'Mia', role: 'USER' });
  expect((await runLex(['keys', 'revoke', admin.slice(0, 12)], { LEX_DATA_DIR })).code).toBe(0);
  expect(await then4401.closed).toBe(4401);
  expect(await asks(url, admin)).toBe(401);
});

it('an order that can’t be carried out is refused with what to do', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  for (const [args, code, told] of [
    [['keys', 'create'], 2, '--user'],
    [['keys', 'create', '--user', 'Bo', '--scopes', 'admin'], 1, 'administrator'],
    [['keys', 'create', '--user', 'Bo', '--scopes', 'root'], 1, 'scopes'],
    [['keys', 'revoke', 'lex_nothing'], 1, 'no such key'],
    [['users', 'disconnect', 'Nobody'], 1, 'no such user'],
  ] as const) {
    const exit = await runLex(args, { LEX_DATA_DIR });
    expect([exit.code, exit.stderr]).toEqual([code, expect.stringContaining(told)]);
  }
});
