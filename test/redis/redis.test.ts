import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openRedis, type RedisConnections } from '../../src/redis/redis.ts';
import { requireUsable } from '../../src/redis/redis-server.ts';
import { ownServer } from '../support/servers/own-server.ts';
import { startRedis, type TestRedis, whyNoRedis } from '../support/servers/start-redis.ts';

const missing = whyNoRedis();
let redis: TestRedis;
beforeAll(async () => {
  if (missing === undefined) redis = await startRedis();
});
afterAll(async () => {
  if (missing === undefined) await redis.close();
});
beforeEach(({ skip }) => skip(missing !== undefined, missing));

async function open() {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined }, { write: (line) => lines.push(JSON.parse(line)) });
  const connections = await openRedis(redis.url, { name: 'lex', log });
  onTestFinished(() => connections.close());
  return { connections, lines };
}

/** A Redis that tells this of itself, and knows nothing else. */
async function pretend(info: string): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const [, command] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (command?.toLowerCase() === 'info') socket.write(`$${info.length}\r\n${info}\r\n`);
        else socket.write(`-ERR unknown command '${command}'\r\n`);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `redis://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

const silent = pino({ level: 'silent' });

describe('connections to Redis', () => {
  it('have names, and what each is for', async () => {
    const { connections } = await open();
    connections.forWork();
    await expect
      .poll(async () =>
        String(await redis.connect().client('LIST'))
          .match(/ name=lex:\w+/g)
          ?.sort(),
      )
      .toEqual([' name=lex:channels', ' name=lex:requests', ' name=lex:work']);
    expect(await connections.countWorkers()).toBe(1);
  });

  it('are made with one whose first answer comes late', async () => {
    const { connections } = await open();
    // Longer than a command may take.
    await redis.connect().client('PAUSE', 900, 'ALL');
    await requireUsable(connections.requests, silent);
  });

  it('are not made where nothing answers, which is said', async () => {
    const failure = openRedis('redis://:secret@127.0.0.1:1', { name: 'lex', log: silent });
    await expect(failure).rejects.toThrow(/^REDIS_URL can't be used: connect ECONNREFUSED 127.0.0.1:1\.$/);
    await expect(failure).rejects.not.toThrow('secret');
  });

  it('are not made with a wrong password, and it is not told', async () => {
    const observer = redis.connect();
    await observer.config('SET', 'requirepass', 'right');
    onTestFinished(async () => {
      await observer.config('SET', 'requirepass', '');
    });
    for (const [login, reason] of [
      ['', 'NOAUTH'],
      [':wrong@', 'WRONGPASS'],
    ] as const) {
      const failure = openRedis(redis.url.replace('//', `//${login}`), { name: 'lex', log: silent });
      await expect(failure).rejects.toThrow(`REDIS_URL can't be used: ${reason}`);
      await expect(failure).rejects.not.toThrow('wrong');
    }
  });

  it('are not made to a Redis that is too old', async () => {
    const url = await pretend('redis_version:6.0.16\r\n');
    await expect(openRedis(url, { name: 'lex', log: silent })).rejects.toThrow('Lex takes Redis 6.2 or newer');
  });

  it('are made to one that may throw jobs away, with a warning', async () => {
    const observer = redis.connect();
    await observer.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const { lines } = await open();
    await observer.config('SET', 'maxmemory-policy', 'noeviction');
    expect(lines).toContainEqual(expect.objectContaining({ level: 40, policy: 'allkeys-lru' }));
    expect((await open()).lines).toEqual([]);
  });
});

describe('a Redis that stands still', () => {
  let connections: RedisConnections;
  let lines: readonly Record<string, unknown>[];
  beforeEach(async ({ skip }) => {
    const server = ownServer(redis, skip);
    ({ connections, lines } = await open());
    server.pause();
    onTestFinished(() => server.resume());
  });

  it('fails a request soon, and what waits for it is bounded', async () => {
    await expect(connections.probe()).rejects.toThrow();
    await expect(connections.requests.get('x')).rejects.toThrow();
    // Each has failed by its own time, long before the connection is given up.
    expect(connections.requests.status).toBe('ready');
    // From some time on no command is sent any more: it fails at once.
    await expect.poll(() => connections.requests.status).not.toBe('ready');
    await expect(connections.requests.get('x')).rejects.toThrow();
    redis.server?.resume();
    await expect.poll(() => connections.probe().then(() => 'up')).toBe('up');
    expect(lines.map(({ use, msg }) => `${use}: ${msg}`)).toEqual(
      expect.arrayContaining([
        'requests: the connection to Redis is lost',
        'requests: the connection to Redis is back',
      ]),
    );
  });

  it('keeps nobody from closing', async () => {
    const { requests, channels } = connections;
    const all = [requests, channels, connections.forWork()];
    await connections.close();
    await expect.poll(() => all.map(({ status }) => status)).toEqual(['end', 'end', 'end']);
  });
});
