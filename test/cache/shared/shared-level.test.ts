import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LONGEST_ENTRY_BYTES } from '../../../src/cache/redis-cache-store.ts';
import { ownServer } from '../../support/servers/own-server.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../../support/servers/start-redis.ts';
import { brings, OWNER, openProcess, PREFIX, type Process, type ProcessOptions, slow } from './open-process.ts';

const missing = whyNoRedis();
let redis: TestRedis;
let observer: ReturnType<TestRedis['connect']>;
beforeAll(async () => {
  if (missing !== undefined) return;
  redis = await startRedis();
  observer = redis.connect();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});
beforeEach(async ({ skip }) => {
  skip(missing !== undefined, missing);
  await observer.flushdb();
});

const open = (options: Omit<ProcessOptions, 'url'> = {}): Promise<Process> =>
  openProcess({ url: redis.url, ...options });
const ENTRY = `${PREFIX}:cache:entry:answer:note`;
const TURN = `${PREFIX}:cache:turn:note`;
const textOf = async (found: ReturnType<Process['ask']>) => (await found).value.text;
/** Nobody waits for what is stored for others, but for a test. */
const isStored = () => expect.poll(() => observer.exists(ENTRY)).toBe(1);
/** When a load was not stored, and those who wait have been told. */
const isSettled = () => expect.poll(() => observer.get(TURN)).toMatch(/^-\d+$/);
/** When somebody has taken the turn to load it. */
const isBegun = () => expect.poll(() => observer.exists(TURN)).toBe(1);

describe.each([
  ['evicts by itself', undefined],
  ['counts the bytes of entries', 2 ** 20],
])('processes whose Redis %s', (_, maxBytes) => {
  it('give what another has loaded, with its age and for the rest of its time', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    expect(await textOf(one.ask('note', brings('first')))).toBe('first');
    await isStored();
    await observer.pexpire(ENTRY, 50_000);
    const load = brings('second');
    const found = await other.ask('note', load);
    expect(found.value.text).toBe('first');
    expect(found.ageMs).toBeGreaterThanOrEqual(10_000);
    expect(found.leftMs).toBeLessThanOrEqual(50_000);
    expect(await textOf(other.ask('note', load))).toBe('first');
    expect(load).not.toHaveBeenCalled();
    expect(one.counters).toEqual({ hitsInProcess: 0, hitsInRedis: 0, misses: 1, entries: 1 });
    expect(other.counters).toEqual({ hitsInProcess: 1, hitsInRedis: 1, misses: 0, entries: 1 });
  });

  it('give what is everybody’s to everybody', async () => {
    const [one, other] = [await open({ maxBytes }), await open({ maxBytes })];
    const everybodys = { ownerId: undefined };
    await one.ask('note', brings('first'), everybodys);
    await isStored();
    expect(await textOf(other.ask('note', brings('second'), everybodys))).toBe('first');
    expect(await textOf(other.ask('note', brings('second'), everybodys))).toBe('first');
  });

  it.each([
    ['one that is in it', 'Note:1', 'second'],
    ['all that the owner has', '*', 'second'],
    ['something else', 'Note:7', 'first'],
  ])('after a change of %s', async (_, tag, text) => {
    const [one, other, third] = [await open({ maxBytes }), await open({ maxBytes }), await open({ maxBytes })];
    await one.ask('note', brings('first'));
    await isStored();
    expect(await textOf(other.ask('note', brings('-')))).toBe('first');
    await one.journal.record(OWNER, [tag]);
    await one.journal.record('bert', ['*']);
    // The one had loaded it, the other had taken it, and the third never had it.
    expect(await textOf(other.ask('note', brings('second')))).toBe(text);
    await expect.poll(() => textOf(third.ask('note', brings('second')))).toBe(text);
    expect(await textOf(one.ask('note', brings('second')))).toBe(text);
  });

  it('load it once for all who ask at the same time', async () => {
    const all = [await open({ maxBytes }), await open({ maxBytes }), await open({ maxBytes })];
    const { load, finish } = slow('a');
    const asked = all.flatMap((each) => Array.from({ length: 10 }, () => textOf(each.ask('note', load))));
    await expect.poll(() => load.mock.calls.length).toBe(1);
    finish();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['a']));
    expect(load).toHaveBeenCalledTimes(1);
    const counted = all.map(({ counters }) => counters);
    expect(counted.reduce((sum, { misses }) => sum + misses, 0)).toBe(10);
    expect(counted.reduce((sum, { hitsInRedis }) => sum + hitsInRedis, 0)).toBe(20);
  });
});

describe('a load that began before a change', () => {
  it('stores nothing after it, and who asks after the change doesn’t wait for it', async () => {
    const [one, other] = [await open(), await open()];
    const { load, finish } = slow('old');
    const before = textOf(one.ask('note', load));
    await isBegun();
    await other.journal.record(OWNER, ['Note:1']);
    expect(await textOf(other.ask('note', brings('new')))).toBe('new');
    await isStored();
    const stored = await observer.get(ENTRY);
    finish();
    expect(await before).toBe('old');
    expect(await textOf(one.ask('note', brings('-')))).toBe('new');
    expect(await observer.get(ENTRY)).toBe(stored);
  });

  it('stores nothing where nobody has asked since', async () => {
    const [one, other] = [await open(), await open()];
    const { load, finish } = slow('old');
    const before = textOf(one.ask('note', load));
    await isBegun();
    await other.journal.record(OWNER, ['Note:1']);
    finish();
    expect(await before).toBe('old');
    await isSettled();
    expect(await observer.exists(ENTRY)).toBe(0);
    expect(await textOf(other.ask('note', brings('new')))).toBe('new');
  });

  it('stores what a change of something else left as it was', async () => {
    const [one, other] = [await open(), await open()];
    const { load, finish } = slow('same');
    const before = textOf(one.ask('note', load));
    await isBegun();
    await other.journal.record(OWNER, ['Note:7']);
    finish();
    await before;
    await isStored();
    expect(await textOf(other.ask('note', brings('-')))).toBe('same');
  });
});

describe('those who wait for another’s load', () => {
  it.each([
    ['may not be kept', 0, 'a'],
    ['is longer than what is shared', 60_000, 'x'.repeat(LONGEST_ENTRY_BYTES)],
  ])('load by themselves when it %s, and nobody waits after that', async (_, keepMs, text) => {
    const [one, other, third] = [await open(), await open(), await open()];
    const first = slow(text, { keepMs });
    const asked = one.ask('note', first.load);
    await isBegun();
    const own = brings('own', { keepMs: 0 });
    const waiting = [textOf(other.ask('note', own)), textOf(third.ask('note', own))];
    first.finish();
    await asked;
    expect(await Promise.all(waiting)).toEqual(['own', 'own']);
    await isSettled();
    // Were it waited for, the other would never end.
    const endless = slow('-');
    onTestFinished(() => endless.finish());
    void other.ask('note', endless.load);
    expect(await textOf(third.ask('note', own))).toBe('own');
  });

  it('load by themselves when it fails', async () => {
    const [one, other] = [await open(), await open()];
    const { load, fail } = slow('-');
    const failing = one.ask('note', load);
    // The turn is taken a little before its load begins.
    await isBegun();
    await vi.waitFor(() => expect(load).toHaveBeenCalled());
    const waiting = textOf(other.ask('note', brings('own')));
    fail(new Error('away'));
    await expect(failing).rejects.toThrow('away');
    expect(await waiting).toBe('own');
  });

  it('load by themselves when its process has died', async () => {
    const [dead, other] = [await open({ turnMs: 200 }), await open({ turnMs: 200 })];
    expect(await dead.level.look('note', OWNER, { renews: false })).toMatchObject({ turn: 'own' });
    expect(await textOf(other.ask('note', brings('own')))).toBe('own');
    await isStored();
    expect(await textOf((await open()).ask('note', brings('-')))).toBe('own');
  });
});

it('what is old is loaded again by one of the processes that have it, while it is still given', async () => {
  const [one, other, third] = [await open(), await open(), await open()];
  await one.ask('note', brings('first'));
  await isStored();
  // As if fifty seconds had gone by.
  await observer.pexpire(ENTRY, 10_000);
  for (const each of [other, third]) expect(await textOf(each.ask('note', brings('-')))).toBe('first');
  const again = brings('again');
  await expect.poll(() => textOf(other.ask('note', again))).toBe('again');
  expect(again).toHaveBeenCalledTimes(1);
  await expect.poll(() => observer.get(ENTRY)).toContain('again');
  const unneeded = brings('-');
  await expect.poll(() => textOf(third.ask('note', unneeded))).toBe('again');
  expect(unneeded).not.toHaveBeenCalled();
});

describe('foreign bytes', () => {
  const head = (more: object) => JSON.stringify({ position: 1, keepMs: 60_000, tags: [], ...more });
  it.each<[string, (position: number) => Promise<unknown>]>([
    ['a text', () => observer.set(ENTRY, 'note foreign', 'PX', 60_000)],
    ['a head alone', (position) => observer.set(ENTRY, head({ position }), 'PX', 60_000)],
    ['a position that is none', () => observer.set(ENTRY, `${head({ position: '1' })}\nnote foreign`, 'PX', 60_000)],
    ['a later position', (at) => observer.set(ENTRY, `${head({ position: at + 5 })}\nnote foreign`, 'PX', 60_000)],
    ['tags that are none', (position) => observer.set(ENTRY, `${head({ position, tags: [1] })}\nnote x`, 'PX', 60_000)],
    [
      'more than it should have',
      (position) => observer.set(ENTRY, `${head({ position, x: 1 })}\nnote x`, 'PX', 60_000),
    ],
    [
      'what lives longer than it says',
      (position) => observer.set(ENTRY, `${head({ position })}\nnote x`, 'PX', 90_000),
    ],
    ['what never ends', (position) => observer.set(ENTRY, `${head({ position })}\nnote foreign`)],
    ['a value of another form', (position) => observer.set(ENTRY, `${head({ position })}\nnothing`, 'PX', 60_000)],
    ['a list', () => observer.rpush(ENTRY, head({}))],
    [
      'what is longer than anything that is shared',
      (position) => observer.set(ENTRY, `${head({ position })}\nnote ${'x'.repeat(LONGEST_ENTRY_BYTES)}`, 'PX', 60_000),
    ],
  ])('under the key, such as %s, are passed over and replaced', async (_, put) => {
    const [one, other] = [await open(), await open()];
    const reading = await one.journal.read(OWNER);
    await put(reading?.position ?? 0);
    expect(await textOf(one.ask('note', brings('right')))).toBe('right');
    await expect.poll(() => observer.get(ENTRY).catch(() => '')).toContain('right');
    expect(await textOf(other.ask('note', brings('-')))).toBe('right');
  });

  it('in place of a turn are no turn', async () => {
    const one = await open();
    await observer.rpush(TURN, 'x');
    expect(await textOf(one.ask('note', brings('right')))).toBe('right');
    expect(await textOf(one.ask('note', brings('-')))).toBe('right');
  });
});

describe('a Redis that fails', () => {
  let asked = 0;
  const askSomething = async (each: Process) => {
    const text = `${asked++}`;
    expect(await textOf(each.ask(`asked ${text}`, brings(text)))).toBe(text);
  };
  /** Whether what one has loaded is there for the other. */
  const shares = async (one: Process, other: Process) => {
    const key = `shared ${asked++}`;
    await one.ask(key, brings('shared'));
    return (await textOf(other.ask(key, brings('own')))) === 'shared';
  };
  const impatient = { commandTimeoutMs: undefined };

  it('is passed over while it stands still, also by those who wait, and shared again when it goes on', async ({
    skip,
  }) => {
    const server = ownServer(redis, skip);
    const [one, other] = [await open(impatient), await open({ ...impatient, turnMs: 500 })];
    const { load, finish } = slow('late');
    const loading = textOf(one.ask('note', load));
    await isBegun();
    const scripts = async () => Number(/cmdstat_eval:calls=(\d+)/.exec(await observer.info('commandstats'))?.[1] ?? 0);
    const before = await scripts();
    const waiting = textOf(other.ask('note', brings('own')));
    // It has looked, and looks again whether it is there.
    await expect.poll(scripts).toBeGreaterThan(before + 1);
    server.pause();
    onTestFinished(() => server.resume());
    expect(await waiting).toBe('own');
    finish();
    expect(await loading).toBe('late');
    // Were each to ask it, these would take half a minute.
    for (let n = 0; n < 300; n++) await askSomething(one);
    server.resume();
    await expect.poll(() => shares(one, other)).toBe(true);
  });

  it('is passed over while it is gone', async ({ skip }) => {
    const server = ownServer(redis, skip);
    const one = await open();
    await server.stop();
    onTestFinished(() => server.stop().then(() => server.start()));
    for (let n = 0; n < 20; n++) await askSomething(one);
  });

  it('keeps answers in the process while it is full', async ({ skip }) => {
    ownServer(redis, skip);
    const [one, other] = [await open(), await open()];
    await one.journal.read(OWNER);
    await observer.config('SET', 'maxmemory', '1');
    onTestFinished(async () => {
      await observer.config('SET', 'maxmemory', '0');
    });
    expect(await textOf(one.ask('note', brings('one')))).toBe('one');
    expect(await textOf(one.ask('note', brings('-')))).toBe('one');
    expect(await textOf(other.ask('note', brings('other')))).toBe('other');
  });
});
