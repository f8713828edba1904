import { beforeAll, expect, it } from 'vitest';
import { FailedAttempts } from '../../src/accounts/credentials/failed-attempts.ts';
import { makeKey } from '../../src/accounts/keys/key-format.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
});

const ask = async (key: string) => {
  const answer = await fetch(lex.client.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: '{"query":"{ viewer { id } }"}',
  });
  await answer.text();
  return answer;
};

it('an address from which too much fails waits, but for the keys that are in use there', async () => {
  expect((await ask(ADMIN_KEY)).status).toBe(200);
  let refused = await ask(makeKey());
  for (let tries = 0; tries < 200 && refused.status === 401; tries++) refused = await ask(makeKey());
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask(ADMIN_KEY)).status).toBe(200);
});

it('addresses of one IPv6 network are one, and an IPv4 address is the same however it is written', () => {
  const attempts = new FailedAttempts();
  for (let tries = 0; tries < 40; tries++) attempts.add(tries % 2 ? '2001:db8::1' : '2001:db8:0:0:ffff::2');
  expect(attempts.waitMs('2001:0db8::abcd')).toBeGreaterThan(0);
  expect(attempts.waitMs('2001:db8:0:1::1')).toBe(0);
  for (let tries = 0; tries < 40; tries++) attempts.add('::ffff:10.0.0.1');
  expect(attempts.waitMs('10.0.0.1')).toBeGreaterThan(0);
  expect(attempts.waitMs('10.0.0.2')).toBe(0);
});
