import { pino } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LexError } from '../../src/errors.ts';
import { Allowance } from '../../src/rates/allowance.ts';
import { openRates } from '../../src/rates/open-rates.ts';
import type { Rated, RateKind, Rates } from '../../src/rates/rates.ts';
import { openRedis } from '../../src/redis/redis.ts';
import { openAcknowledged, openRaw, subscribe } from '../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { ownServer } from '../support/servers/own-server.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const WATCH = 'subscription { jobUpdated { id } }';

/** How many of so many takings at once were let through; the others were told how long to wait. */
async function takenOf(count: number, take: () => Promise<void> | undefined): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, async () => take()));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    expect(result.reason).toMatchObject({ code: 'RATE_LIMITED' });
    expect(result.reason.retryAfterMs).toBeGreaterThan(0);
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('what a user may ask for', () => {
  const open = (points: number, share = 0) =>
    new Allowance({ limiter: new RateLimiterMemory({ points, duration: 60 }), what: 'points', share });

  it('is never exceeded, however many ask at once', async () => {
    const allowance = open(100);
    expect(await takenOf(50, () => allowance.take('mia', 5))).toBe(20);
    expect(await takenOf(50, () => allowance.take('bo', 5))).toBe(20);
  });

  it('is given to the last point where it is drawn in parts', async () => {
    const allowance = open(100, 0.4);
    for (let taken = 0; taken < 100; taken += 1) await allowance.take('mia', 1);
    expect(allowance.standing('mia')).toMatchObject({ allowed: 100, left: 0 });
    await expect(allowance.take('mia', 1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('is not taken by what is refused', async () => {
    const allowance = open(100);
    await allowance.take('mia', 60);
    await expect(allowance.take('mia', 60)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await allowance.take('mia', 40);
    await expect(allowance.take('mia', 1)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('is never enough for what is more than all of it: who asks for that is told, and loses nothing', async () => {
    const allowance = open(100);
    await expect(allowance.take('mia', 101)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('100 points in 60 s, and this takes 101'),
    });
    await allowance.take('mia', 100);
  });

  it('is not given back when its time was over meanwhile', async () => {
    const allowance = open(100, 0.4);
    const before = performance.now();
    await allowance.take('mia', 10);
    allowance.giveBack('mia', 10, before - 1);
    expect(allowance.standing('mia').left).toBe(90);
    allowance.giveBack('mia', 10, performance.now());
    expect(allowance.standing('mia').left).toBe(100);
    allowance.giveBack('bo', 10, before);
    expect(allowance.standing('bo').left).toBe(100);
  });

  it('is drawn once for many who ask at once, so that none is refused while there is enough', async () => {
    const limiter = new RateLimiterMemory({ points: 1_000, duration: 60 });
    let letThrough = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    const { consume } = RateLimiterMemory.prototype;
    const slow = vi.spyOn(limiter, 'consume').mockImplementation(async (...args) => {
      await asked;
      return consume.apply(limiter, args);
    });
    const allowance = new Allowance({ limiter, what: 'points', share: 0.05 });
    const taken = takenOf(60, () => allowance.take('mia', 5));
    letThrough();
    expect(await taken).toBe(60);
    expect(slow).toHaveBeenCalledTimes(6);
    expect(allowance.standing('mia')).toMatchObject({ left: 700 });
  });

  it('asks nobody while what was drawn lasts', async () => {
    const limiter = new RateLimiterMemory({ points: 1_000, duration: 60 });
    const consume = vi.spyOn(limiter, 'consume');
    const allowance = new Allowance({ limiter, what: 'points', share: 0.05 });
    for (let taken = 0; taken < 100; taken += 1) await allowance.take('mia', 1);
    expect(consume).toHaveBeenCalledTimes(2);
  });

  it('is charged to its end for what was done already, and then nothing more is done', async () => {
    const allowance = open(100, 0.4);
    expect(allowance.refuseSpent('mia')).toBeUndefined();
    allowance.charge('mia', 70);
    await vi.waitFor(() => expect(allowance.standing('mia').left).toBe(30));
    expect(allowance.refuseSpent('mia')).toBeUndefined();
    allowance.charge('mia', 70);
    await vi.waitFor(() => expect(() => allowance.refuseSpent('mia')).toThrow(LexError));
    expect(allowance.standing('mia')).toMatchObject({ left: 0 });
    expect(allowance.standing('mia').resetsInMs).toBeGreaterThan(0);
    expect(allowance.refuseSpent('bo')).toBeUndefined();
  });

  it('is there again when its time is over', async () => {
    const allowance = new Allowance({ limiter: new RateLimiterMemory({ points: 2, duration: 1 }), what: 'points' });
    expect(await takenOf(3, () => allowance.take('mia', 1))).toBe(2);
    await vi.waitFor(() => allowance.take('mia', 1));
  });
});

/** What holds of keys that have limits of their own, for so many processes that count together. */
function keysHaveTheirLimits(openProcesses: (count: number) => Promise<readonly Rates[]>, count: number): void {
  const others = { id: 'mia' };
  const limited = (points: number) => ({ id: 'mia', keyLimit: { keyId: `of ${points}`, points } });
  const takenBy = async (processes: readonly Rates[], caller: Rated, times: number) => {
    const each = await Promise.all(processes.map((rates) => takenOf(times, () => rates.take(caller, 'points', 10))));
    return each.reduce((sum, taken) => sum + taken, 0);
  };

  it('takes no more than its key has, and leaves the rest of its user’s to the others', async () => {
    const processes = await openProcesses(count);
    expect(await takenBy(processes, limited(100), 30)).toBe(10);
    expect(await takenBy(processes, others, 100)).toBe(90);
    expect(await takenBy(processes, limited(300), 10)).toBe(0);
    expect(await takenBy(processes, { id: 'bo' }, 10)).toBe(10 * count);
  });

  it('takes nothing of its key where its user has nothing left', async () => {
    const [rates] = await openProcesses(1);
    await rates?.take(others, 'points', 950);
    const key = limited(500);
    await expect(rates?.take(key, 'points', 100)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await rates?.take(key, 'points', 50);
    expect(rates?.standings(key)).toMatchObject([
      { name: 'points', allowed: 1_000, left: 0 },
      { name: 'key-points', allowed: 500, left: 450 },
    ]);
    expect(rates?.standings(others)).toMatchObject([{ name: 'points', allowed: 1_000, left: 0 }]);
  });

  it('is charged for what was done already, and refused alone when its key has nothing left', async () => {
    const [rates] = await openProcesses(1);
    const key = limited(200);
    rates?.charge(key, 700);
    await vi.waitFor(() => expect(() => rates?.refuseSpent(key)).toThrow('This key may use 200 points'));
    expect(rates?.refuseSpent(others)).toBeUndefined();
    await vi.waitFor(() => expect(rates?.standings(others)).toMatchObject([{ left: 300 }]));
    await expect(rates?.take(key, 'points', 201)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
}

describe('a key with a limit of its own, in one process', () => {
  const openProcess = async () =>
    openRates({ auth: 'keys', rates: { points: 1_000, chats: 10, jobs: 10, recordings: 10 } }, { shared: undefined });
  keysHaveTheirLimits(async () => [await openProcess()], 1);
});

const missing = whyNoRedis();
describe.skipIf(missing !== undefined)('processes that share a Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  async function openProcess(rates: Partial<Record<RateKind, number>>): Promise<Rates> {
    const connections = await openRedis(redis.url, { name: 'test', log: pino({ level: 'silent' }) });
    onTestFinished(async () => connections.close());
    const settings = { auth: 'keys' as const, rates: { points: 1_000, chats: 10, jobs: 10, recordings: 10, ...rates } };
    return openRates(settings, { shared: { redis: connections.requests, prefix: 'test' } });
  }

  describe('with a key that has a limit of its own', () => {
    keysHaveTheirLimits(async (count) => {
      await redis.connect().flushdb();
      return Promise.all(Array.from({ length: count }, () => openProcess({})));
    }, 3);
  });

  it('give no more than one would, and go on when it is killed, each by itself', async ({ skip }) => {
    const server = ownServer(redis, skip);
    const [one, other] = [await openProcess({ chats: 20 }), await openProcess({ chats: 20 })];
    const taken = await Promise.all([one, other].map((rates) => takenOf(30, () => rates.take({ id: 'mia' }, 'chats'))));
    expect(taken.reduce((sum, each) => sum + each, 0)).toBe(20);

    await server.stop();
    expect(await takenOf(30, () => one.take({ id: 'mia' }, 'chats'))).toBe(20);
    expect(await takenOf(1, () => other.take({ id: 'mia' }, 'chats'))).toBe(1);

    await server.start();
    const observer = redis.connect();
    // Together again, once the connections are back.
    await vi.waitFor(async () => {
      await observer.flushdb();
      const again = await Promise.all(
        [one, other].map((rates) => takenOf(30, () => rates.take({ id: 'ada' }, 'chats'))),
      );
      expect(again.reduce((sum, each) => sum + each, 0)).toBe(20);
    });
  });
});

describe('a server that asks who comes', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer({ LEX_AUTH: 'keys', LEX_RATE_CHATS: '2', LEX_RATE_JOBS: '1', LEX_RATE_POINTS: '1500' });
  });

  const keyOf = async (user: string) => {
    const order = { order: 'keys.create', user, name: 'test', admin: false, scopes: null, expiresAt: null };
    return (await lex.server.app.machine.carryOut(order)).secret ?? '';
  };
  const ask = (key: string, query: string) =>
    fetch(lex.client.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: `Bearer ${key}`,
      },
      body: JSON.stringify({ query }),
    });

  it('takes so many messages of a user in a minute, by whichever key, and others go on', async () => {
    const [key, another, others] = [await keyOf('Mia'), await keyOf('Mia'), await keyOf('Bo')];
    const chat = 'mutation { chat(input: { message: "hello" }) { reply { id } } }';
    const asked = async (by: string) => (await (await ask(by, chat)).json()).errors?.[0]?.extensions.code ?? 'taken';
    expect([await asked(key), await asked(another)]).toEqual(['taken', 'taken']);
    expect([await asked(key), await asked(another), await asked(others)]).toEqual([
      'RATE_LIMITED',
      'RATE_LIMITED',
      'taken',
    ]);
    const job = 'mutation { checkMemory { id } }';
    expect((await (await ask(key, job)).json()).errors).toBeUndefined();
    expect((await (await ask(key, job)).json()).errors[0].extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: expect.any(Number),
    });
  });

  it('takes so many points, says how many are left, and refuses in the same way on sockets', async () => {
    const key = await keyOf('Ada');
    const query = '{ recall(query: "tea", limit: 1) { score } }';
    const first = await ask(key, query);
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"points";q=1500;w=60');
    const [, left, resets] = /^"points";r=(\d+);t=(\d+)$/.exec(first.headers.get('ratelimit') ?? '') ?? [];
    expect(Number(left)).toBeLessThan(500);
    expect(Number(resets)).toBeLessThanOrEqual(60);

    const second = await ask(key, query);
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(second.headers.get('ratelimit')).toMatch(/^"points";r=\d+/);
    // What is cheap still fits.
    expect((await ask(key, '{ viewer { name } }')).status).toBe(200);

    const socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
    const socket = await openAcknowledged({ socketUrl }, { authorization: `Bearer ${key}` });
    socket.send(subscribe('1', query));
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect((await ask(await keyOf('Eve'), query)).status).toBe(200);
  });

  it('takes so many points of a key that has fewer than its user, who goes on by other keys', async () => {
    const key = await keyOf('Nia');
    const make =
      'mutation { createApiKey(name: "a program", pointsPerMinute: 1200) { secret apiKey { pointsPerMinute } } }';
    const { data } = await (await ask(key, make)).json();
    const { secret, apiKey } = data.createApiKey;
    expect(apiKey).toEqual({ pointsPerMinute: 1_200 });
    const query = '{ recall(query: "tea", limit: 1) { score } }';
    const first = await ask(secret, query);
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"points";q=1500;w=60, "key-points";q=1200;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"points";r=\d+;t=\d+, "key-points";r=\d+;t=\d+$/);

    const second = await ask(secret, query);
    expect(second.status).toBe(429);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await second.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('This key may use 1200'), extensions: { code: 'RATE_LIMITED' } }],
    });
    const socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
    const socket = await openAcknowledged({ socketUrl }, { authorization: `Bearer ${secret}` });
    socket.send(subscribe('1', query));
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    const another = await ask(key, '{ viewer { name } }');
    expect(another.status).toBe(200);
    expect(another.headers.get('ratelimit-policy')).toBe('"points";q=1500;w=60');
  });

  it('lets a key with a limit of its own make no others, which would have none', async () => {
    const order = { order: 'keys.create', user: 'Ona', name: 'test', admin: false, scopes: null, expiresAt: null };
    const { secret } = await lex.server.app.machine.carryOut({ ...order, pointsPerMinute: 1_000 });
    const answer = await ask(secret ?? '', 'mutation { createApiKey(name: "free") { secret } }');
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    for (const pointsPerMinute of [0, 99, 1_000_000_001]) {
      const refused = lex.server.app.machine.carryOut({ ...order, pointsPerMinute });
      await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('charges what is refused and long bodies, and then reads nothing more of that user', async () => {
    const key = await keyOf('Mallory');
    const socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
    const socket = await openAcknowledged({ socketUrl }, { authorization: `Bearer ${key}` });
    const wrong = await ask(key, '{ nothing }');
    expect(wrong.status).toBe(400);
    await vi.waitFor(async () => expect((await ask(key, '{ viewer { name } }')).status).toBe(429));
    // It isn't even parsed.
    const long = await ask(key, `{ nothing ${'x '.repeat(100_000)} }`);
    expect(long.status).toBe(429);
    expect(Number(long.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await long.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    socket.send(subscribe('1', WATCH));
    expect(await socket.next()).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED' } }] });
    socket.send(subscribe('2', `{ nothing ${'x '.repeat(100_000)} }`));
    expect(await socket.closed).toBe(1013);

    const bodies = await keyOf('Marvin');
    expect((await ask(bodies, `{ viewer { name } } #${'x'.repeat(200_000)}`)).status).toBe(400);
    await vi.waitFor(async () => expect((await ask(bodies, '{ viewer { name } }')).status).toBe(429));
    expect((await ask(await keyOf('Bo'), '{ viewer { name } }')).status).toBe(200);
  });

  it('reads no long message of who has not been let in', async () => {
    const socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
    const socket = await openRaw({ socketUrl });
    socket.send({ type: 'connection_init', payload: { long: 'x'.repeat(20_000) } });
    expect(await socket.closed).toBe(4400);
  });

  it('asks nobody who is nobody: a server of one user counts nothing', async () => {
    const open = await startTestServer({ LEX_RATE_CHATS: '1' });
    for (let sent = 0; sent < 3; sent += 1) {
      const { data } = await open.client.answer('mutation { chat(input: { message: "hello" }) { reply { id } } }');
      expect(data).toMatchObject({ chat: { reply: {} } });
    }
  });
});
