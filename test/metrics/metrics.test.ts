import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readCompose } from '../../scripts/cluster/compose.ts';
import { ChatDocument, StatusChangedDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { spawnLex } from '../support/lex/lex-process.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { scrapeMetrics } from '../support/scrape-metrics.ts';
import { documentedMetrics } from './documented-metrics.ts';

async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  return (await scrapeMetrics(url)).samples;
}

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

describe('the metrics of a server', () => {
  it('are not told under a name that somebody pointed at this machine', async () => {
    const { port } = new URL(lex.url);
    const sent = request({ host: '127.0.0.1', port, path: '/metrics', headers: { host: 'evil.example' } }).end();
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(403);
    response.resume();
  });

  it('count requests, operations with their outcomes, and jobs with their ends', async () => {
    const before = await scrape(lex.url);
    const { chat } = await lex.client.run(ChatDocument, { input: { message: 'what is 6 times 7?', waitMs: 20_000 } });
    await expect(lex.client.run(ChatDocument, { input: { message: '' } })).rejects.toThrow();
    await lex.followReply(chat.reply.id);
    const done = 'lex_job_duration_seconds_count{kind="REPLY",state="COMPLETED"}';
    // An attempt is counted when all of it is over, which those who follow the reply needn't wait for.
    const after = await vi.waitFor(async () => {
      const samples = await scrape(lex.url);
      expect(samples.get(done)).toBeGreaterThan(before.get(done) ?? 0);
      return samples;
    });
    const rise = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(rise('lex_graphql_operations_total{type="mutation",outcome="ok"}')).toBe(1);
    expect(rise('lex_graphql_operations_total{type="mutation",outcome="BAD_USER_INPUT"}')).toBe(1);
    expect(rise('lex_graphql_operations_total{type="subscription",outcome="ok"}')).toBe(1);
    expect(rise(done)).toBe(1);
    expect(rise('lex_http_request_duration_seconds_count{method="POST",status="2xx"}')).toBeGreaterThanOrEqual(2);
  });

  it('tell what the status tells', async () => {
    const { status } = await lex.client.run(StatusDocument, {});
    const samples = await scrape(lex.url);
    for (const { name } of status.components) expect(samples.get(`lex_component_up{component="${name}"}`)).toBe(1);
    expect(samples.get('lex_queue_workers{}')).toBe(1);
    expect(samples.get('lex_queue_jobs{state="waiting"}')).toBe(0);
    const hits = ['answers', 'values'].flatMap((of) =>
      ['process', 'redis'].map((level) => samples.get(`lex_cache_hits_total{of="${of}",level="${level}"}`)),
    );
    const misses = ['answers', 'values'].map((of) => samples.get(`lex_cache_misses_total{of="${of}"}`));
    for (const [outcome, counts] of Object.entries({ hit: hits, miss: misses })) {
      const sum = counts.reduce<number>((total, count) => total + (count ?? Number.NaN), 0);
      expect([outcome, sum]).toEqual([outcome, samples.get(`lex_cache_reads{outcome="${outcome}"}`)]);
    }
    expect(misses[1]).toBeGreaterThan(0);
    expect(samples.get(`lex_build_info{version="test",node="${process.version}"}`)).toBe(1);
    expect(samples.get('lex_database_connections{state="open"}')).toBeGreaterThan(0);
    expect(samples.get('process_resident_memory_bytes{}')).toBeGreaterThan(0);
    const open = async () => (await scrape(lex.url)).get('lex_open_subscriptions{}');
    const statuses = lex.subscribe().run(StatusChangedDocument, {});
    await statuses.next();
    await expect.poll(open).toBe(1);
    await statuses.return(undefined);
    await expect.poll(open).toBe(0);
  });

  it('have no series that a client has made', async () => {
    const send = (path: string, method = 'GET', body?: string) =>
      fetch(`${lex.url}${path}`, { method, ...(body && { body, headers: { 'content-type': 'application/json' } }) });
    // One of each kind that may come.
    await Promise.all([
      send('/none'),
      send('/graphql', 'DELETE'),
      send('/graphql', 'POST', '{"query":"{ status { state } }"}'),
    ]);
    const names = async () => [...(await scrape(lex.url)).keys()].filter((name) => name.startsWith('lex_')).sort();
    const before = await names();
    for (let n = 0; n < 20; n++) {
      await send(`/none${n}`);
      await send('/graphql', ['PUT', 'PATCH', 'DELETE'][n % 3]);
      await send('/graphql', 'POST', JSON.stringify({ query: `query Name${n} { status { state } }` }));
    }
    expect(await names()).toEqual(before);
  });

  it('are read with GET and HEAD alone', async () => {
    const head = await fetch(`${lex.url}/metrics`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const post = await fetch(`${lex.url}/metrics`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('are read while requests come', async () => {
    const posts = (samples: ReadonlyMap<string, number>) =>
      samples.get('lex_http_request_duration_seconds_count{method="POST",status="2xx"}') ?? 0;
    const before = posts(await scrape(lex.url));
    // One is in the middle of its body for as long as the others are asked and the metrics are read.
    const body = '{"query":"{ status { state } }"}';
    const coming = connect(Number(new URL(lex.url).port), '127.0.0.1');
    onTestFinished(() => {
      coming.destroy();
    });
    coming.write(
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
        `Content-Length: ${body.length}\r\n\r\n{`,
    );
    const asked = Array.from({ length: 200 }, () => lex.client.run(StatusDocument, {}));
    const scrapes = await Promise.all(Array.from({ length: 10 }, async () => posts(await scrape(lex.url))));
    for (const count of scrapes) expect(count).toBeLessThanOrEqual(before + 200);
    await Promise.all(asked);
    expect(posts(await scrape(lex.url))).toBe(before + 200);
    coming.write(body.slice(1));
    expect(String((await once(coming, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
    await expect.poll(async () => posts(await scrape(lex.url))).toBe(before + 201);
  });
});

describe('with LEX_METRICS_PORT', () => {
  it.each(['all', 'work'])('they are on that port alone, with LEX_ROLE=%s', async (LEX_ROLE) => {
    const LEX_DATA_DIR = await dataDirectory();
    const process = spawnLex(['serve'], { LEX_DATA_DIR, LEX_ROLE, PORT: '0', LEX_METRICS_PORT: '0' });
    const [, metrics = ''] = await process.printed(/"metrics":"([^"]+)\/metrics"/);
    await process.printed(LEX_ROLE === 'work' ? /"msg":"working"/ : /"msg":"listening"/);
    const { samples, types } = await scrapeMetrics(metrics);
    expect(samples.get('lex_component_up{component="database"}')).toBe(1);
    const own = [...types.keys()].filter((name) => name.startsWith('lex_'));
    expect(own.sort()).toEqual((await documentedMetrics()).sort());
    expect((await fetch(`${metrics}/graphql`)).status).toBe(404);
    const [, url] = /"url":"([^"]+)"/.exec(process.stderr) ?? [];
    if (LEX_ROLE === 'all') expect((await fetch(`${url}/metrics`)).status).toBe(404);
    process.kill('SIGTERM');
    expect(await process.exited).toEqual({ code: 0, signal: null });
  });

  it('a port in use is told with the setting that names it', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => {
      taken.close();
    });
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    await expect(startTestServer({ LEX_METRICS_PORT: port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is in use: set LEX_METRICS_PORT`,
    );
  });
});

it('the Prometheus of the containers reads every process, and is started only when asked for', async () => {
  const read = async (name: string): Promise<unknown> =>
    parse(await readFile(join(packageRoot, name), 'utf8'), { merge: true });
  const jobs = z.object({
    scrape_configs: z.array(z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) })),
  });
  const targets = jobs
    .parse(await read('deploy/prometheus.yml'))
    .scrape_configs.flatMap((each) => each.static_configs.flatMap((group) => group.targets));
  const services = await readCompose(join(packageRoot, 'docker-compose.yml'), { POSTGRES_PASSWORD: 'secret' });
  const ports = ['PORT', 'LEX_METRICS_PORT'].flatMap((name) =>
    Object.values(services).flatMap(({ environment }) => environment[name] ?? []),
  );
  expect(targets).toEqual(ports.map((port) => `127.0.0.1:${port}`));
  expect(ports).toHaveLength(5);
  for (const name of ['prometheus', 'grafana']) {
    expect(services[name]).toMatchObject({ profiles: ['metrics'], network_mode: 'service:network' });
  }
});
