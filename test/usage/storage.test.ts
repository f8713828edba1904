import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import {
  ChatDocument,
  CreateConversationDocument,
  RememberDocument,
  RememberManyDocument,
  type TypedDocumentString,
  UpdateViewerDocument,
} from '../../src/generated/graphql.ts';
import { createStorageService } from '../../src/usage/storage-service.ts';
import { GraphqlRefusal } from '../support/clients/graphql-client.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const MIB = 2 ** 20;

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY, LEX_STORAGE_PER_USER: '1 MiB' });
});

async function run<R, V>(document: TypedDocumentString<R, V>, variables: V, key = ADMIN_KEY): Promise<R> {
  const headers = { authorization: `Bearer ${key}` };
  const { data, errors } = await lex.client.answer<R>(document.toString(), variables, headers);
  if (errors) throw new GraphqlRefusal(errors);
  if (!data) throw new Error('No data.');
  return data;
}

/** Text that can't be compressed. */
const noise = (length: number) =>
  Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join('');

it('is bounded for each user, whatever is stored, and there again once something is deleted', async () => {
  const input = Array.from({ length: 30 }, (_, at) => ({
    key: `note ${at}`,
    content: noise(30_000),
    namespace: 'notes',
  }));
  await run(RememberManyDocument, { input });
  const full = { code: 'BUDGET_EXCEEDED', message: expect.stringContaining('1 MiB of storage') };
  await expect(
    run(RememberManyDocument, { input: input.map((one) => ({ ...one, namespace: 'more' })) }),
  ).rejects.toMatchObject(full);
  // There is room for some small ones yet.
  for (let at = 0; at < 4; at++) await run(RememberDocument, { input: { key: `last ${at}`, content: noise(20_000) } });
  const refused = await Promise.allSettled([
    ...Array.from({ length: 5 }, () => run(ChatDocument, { input: { message: noise(30_000) } })),
    run(CreateConversationDocument, { systemPrompt: noise(30_000) }),
    run(UpdateViewerDocument, { instructions: noise(30_000) }),
  ]);
  const reasons = refused.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  expect(reasons.length).toBeGreaterThanOrEqual(6);
  expect(reasons).toEqual(reasons.map(() => expect.objectContaining(full)));
  const { data } = await lex.client.answer<{ stored: { bytes: number; limit: number } }>(
    '{ stored { bytes limit } }',
    {},
    { authorization: `Bearer ${ADMIN_KEY}` },
  );
  expect(data?.stored.limit).toBe(MIB);
  expect(data?.stored.bytes).toBeGreaterThan(0.9 * MIB);
  expect(data?.stored.bytes).toBeLessThanOrEqual(MIB);

  const owner = await lex.server.app.apiKeys.createFor(
    await lex.database.prisma.user.create({ data: { id: crypto.randomUUID(), name: 'Bo' } }),
    { name: 'other' },
  );
  await run(RememberDocument, { input: { key: 'mine', content: noise(30_000) } }, owner.secret);

  const key = { authorization: `Bearer ${ADMIN_KEY}` };
  await lex.client.answer('mutation { forgetAll(namespace: "notes") }', {}, key);
  await expect
    .poll(() =>
      run(ChatDocument, { input: { message: noise(30_000) } }).then(
        () => 'stored',
        () => 'full',
      ),
    )
    .toBe('stored');
});

it('is measured now and then only, by one at a time, and anew before anybody is refused', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let stored = 0;
  const storedBytes = vi.fn(() => Promise.resolve([stored]));
  const storage = createStorageService({ store: { storedBytes }, limit: 100_000 });
  await Promise.all(Array.from({ length: 10 }, () => storage.take('mia', ['x'])));
  expect(storedBytes).toHaveBeenCalledTimes(1);
  for (let times = 0; times < 5; times++) expect(storage.take('mia', ['x'])).toBeUndefined();
  await storage.take('mia', ['x'.repeat(80_000)]);
  await expect(storage.take('mia', ['x'.repeat(30_000)])).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  expect(storedBytes).toHaveBeenCalledTimes(1);
  stored = 10_000;
  vi.advanceTimersByTime(5_001);
  await storage.take('mia', ['x'.repeat(30_000)]);
  expect(storedBytes).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(3_600_001);
  await storage.take('mia', ['x']);
  expect(storedBytes).toHaveBeenCalledTimes(3);
});

it('is not bounded where nobody is asked who comes', () => {
  const storage = createStorageService({ store: { storedBytes: () => Promise.resolve([0]) }, limit: undefined });
  expect(storage.take('mia', ['x'.repeat(10_000_000)])).toBeUndefined();
});
