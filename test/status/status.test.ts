import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  ChatDocument,
  RecallDocument,
  RememberDocument,
  StatusChangedDocument,
  StatusDocument,
  type StatusQuery,
  ViewerDocument,
} from '../../src/generated/graphql.ts';
import { PROBE_TIMEOUT_MS, probeComponent } from '../../src/status/component-probe.ts';
import { until } from '../support/clients/subscription-client.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';

type Status = StatusQuery['status'];

const componentOf = ({ components }: Status, name: string) => components.find((each) => each.name === name);

/** A status that holds; asked again until then, as a page that shows it would. */
async function statusWith(lex: TestServer, holds: (status: Status) => boolean): Promise<Status> {
  const socket = lex.subscribe();
  const statuses = socket.run(StatusChangedDocument, {});
  const { statusChanged } = await until(statuses, (each) => holds(each.statusChanged));
  await socket.close();
  return statusChanged;
}

describe('the status of a server', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer();
  });

  it('names each component with its state and how long it took to answer', async () => {
    const { status } = await lex.client.run(StatusDocument, {});
    expect(status).toMatchObject({ state: 'UP', version: 'test', mode: 'EMBEDDED', model: 'local/lex' });
    expect(status.components.map(({ name, state, detail }) => ({ name, state, detail }))).toEqual(
      ['database', 'cache', 'queue', 'memory', 'model'].map((name) => ({ name, state: 'UP', detail: null })),
    );
    for (const { latencyMs } of status.components) expect(latencyMs).toBeGreaterThan(0);
    expect(Date.parse(status.startedAt)).toBeLessThanOrEqual(Date.now());
    expect(status.uptimeSeconds).toBeGreaterThan(0);
  });

  it('counts what there is: jobs done, memories, subscriptions, bytes', async () => {
    await lex.client.run(ChatDocument, { input: { message: 'hello', waitMs: 10_000 } });
    await lex.client.run(RememberDocument, { input: { content: 'the kettle is red' } });
    // Memories are counted that are in the index; a recall brings them in.
    await lex.client.run(RecallDocument, { query: 'kettle' });
    const status = await statusWith(
      lex,
      ({ memory, queues }) => memory.items === 1 && queues[0]?.completed === 1 && queues[0].active === 0,
    );
    expect(status.memory.bytes).toBeGreaterThan(0);
    expect(status.queues).toEqual([
      { name: 'jobs', waiting: 0, active: 0, delayed: 0, completed: 1, failed: 0, workers: 1 },
    ]);
    expect(status.process.openSubscriptions).toBeGreaterThanOrEqual(1);
    expect(status.process.rssBytes).toBeGreaterThan(status.process.heapUsedBytes);
    expect(status.process.heapUsedBytes).toBeGreaterThan(1e6);
  });

  it('tells that the event loop stalls, and no longer when that is over', async () => {
    // The server runs in this process.
    const stalls = setInterval(() => {
      const until = performance.now() + 400;
      while (performance.now() < until);
    }, 500);
    onTestFinished(() => clearInterval(stalls));
    await statusWith(lex, ({ process }) => process.eventLoopDelayMs > 300);
    clearInterval(stalls);
    await statusWith(lex, ({ process }) => process.eventLoopDelayMs < 300);
  });

  it('is looked at once for any number who ask within a second', async () => {
    const before = (await lex.client.run(StatusDocument, {})).status;
    const began = performance.now();
    const all = await Promise.all(Array.from({ length: 50 }, () => lex.client.run(StatusDocument, {})));
    const looks = new Set(all.map(({ status }) => status.uptimeSeconds)).size;
    // It is looked at anew after half a second: that may end in the middle, and on a busy machine more than once.
    expect(looks).toBeLessThanOrEqual(2 + Math.floor((performance.now() - began) / 500));
    const newest = Math.max(...all.map(({ status }) => status.uptimeSeconds));
    const after = await statusWith(lex, ({ uptimeSeconds }) => uptimeSeconds > newest);
    const asked = (cache: typeof after.cache) => cache.hits + cache.misses;
    expect(asked(after.cache) - asked(before.cache)).toBeGreaterThanOrEqual(50);
    expect(after.cache.hits).toBeGreaterThan(before.cache.hits);
    expect(after.cache.hitRatio).toBeGreaterThan(0);
  });

  it('counts what it answers, well or badly, made or kept', async () => {
    const { requests: before } = (await lex.client.run(StatusDocument, {})).status;
    for (let asked = 0; asked < 5; asked++) await lex.client.run(ViewerDocument, {});
    await expect(lex.client.run(ChatDocument, { input: { message: '' } })).rejects.toThrow();
    const { requests } = await statusWith(lex, (status) => status.requests.failed > before.failed);
    expect(requests.failed).toBe(before.failed + 1);
    expect(requests.answered).toBeGreaterThanOrEqual(before.answered + 5);
    expect(requests.keptInProcess).toBeGreaterThan(before.keptInProcess);
    expect(requests.made).toBeGreaterThan(before.made);
    expect(requests.keptInRedis).toBe(0);
  });

  it('tells how fast it answers', async () => {
    const recent = async () => (await lex.client.run(StatusDocument, {})).status.requests;
    await expect.poll(recent).toMatchObject({ perSecond: expect.any(Number), p50Ms: expect.any(Number) });
    const { perSecond, p50Ms, p99Ms } = await recent();
    expect(perSecond).toBeGreaterThan(0);
    expect(p99Ms ?? 0).toBeGreaterThanOrEqual(p50Ms ?? Number.NaN);
  });

  it('is pushed now and again, and no longer when nobody listens', async () => {
    const socket = lex.subscribe();
    const statuses = socket.run(StatusChangedDocument, {});
    const first = (await statuses.next()).value?.statusChanged;
    const second = (await statuses.next()).value?.statusChanged;
    expect(second?.uptimeSeconds).toBeGreaterThan(first?.uptimeSeconds ?? Number.NaN);
    await socket.close();
    // The one that asks is all there is.
    await statusWith(lex, ({ process }) => process.openSubscriptions === 1);
  });
});

describe('a server whose model is away', () => {
  let lex: TestServer;
  beforeAll(async () => {
    const provider = await startFakeProvider();
    const { url } = provider;
    await provider.close();
    lex = await startTestServer({ LEX_MODEL: 'compatible/any', COMPATIBLE_BASE_URL: url });
  });

  it('is degraded, says why, and is still ready', async () => {
    const { status } = await lex.client.run(StatusDocument, {});
    expect(status.state).toBe('DEGRADED');
    expect(componentOf(status, 'model')).toMatchObject({
      state: 'DEGRADED',
      detail: expect.stringContaining('COMPATIBLE_BASE_URL'),
    });
    expect((await fetch(`${lex.url}/health/ready`)).status).toBe(200);
  });
});

it('a component that does not answer is given up in time', async () => {
  const found = await probeComponent({ name: 'slow', needed: true, ttlMs: 0, probe: () => new Promise(() => {}) });
  expect(found).toMatchObject({ name: 'slow', state: 'DOWN', detail: `no answer within ${PROBE_TIMEOUT_MS} ms` });
  // Timers are told in whole milliseconds.
  expect(found.latencyMs).toBeGreaterThan(PROBE_TIMEOUT_MS - 2);
});
