import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ChatDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { clusterTests } from '../support/lex/cluster.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { spawnLex } from '../support/lex/lex-process.ts';
import { ofTrace, pathOf, unconnected } from '../support/otlp/connected.ts';
import { type FakeCollector, startFakeCollector } from '../support/otlp/fake-collector.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const TELLS = `--import=${new URL('../support/otlp/tell-loaded-modules.mjs', import.meta.url).href}`;

let collector: FakeCollector;
beforeAll(async () => {
  collector = await startFakeCollector();
  atEnd(() => collector.close());
});

/** The files of the built program that hold OpenTelemetry's exporter. */
async function exporterFiles(): Promise<string[]> {
  const dist = join(packageRoot, 'dist');
  const names = (await readdir(dist)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(names.map((name) => readFile(join(dist, name), 'utf8')));
  return names.filter((_, index) => texts[index]?.includes('OTLPTraceExporter'));
}

it('without an endpoint nothing of it is loaded; a signal changes the level of the log and back', async () => {
  const exporters = await exporterFiles();
  expect(exporters.length).toBeGreaterThan(0);
  const loadsOne = (printed: string) => exporters.some((name) => printed.includes(`/dist/${name}\n`));
  const lex = spawnLex(['serve'], { PORT: '0', LEX_DATA_DIR: await dataDirectory(), NODE_OPTIONS: TELLS });
  const [, url = ''] = await lex.printed(/"url":"([^"]+)"/);
  const client = new GraphqlClient(url);
  await client.run(StatusDocument, {});
  expect(lex.stderr).toMatch(/loaded file:\S+\/dist\/main\.js/);
  expect(loadsOne(lex.stderr)).toBe(false);

  lex.kill('SIGUSR2');
  await lex.printed(/"logLevel":"debug".*"the level of the log has changed"/);
  lex.kill('SIGUSR2');
  await lex.printed(/"logLevel":"info".*"the level of the log has changed"/);
  expect((await client.run(StatusDocument, {})).status.version).not.toBe('');
  lex.kill('SIGTERM');
  expect(await lex.exited).toEqual({ code: 0, signal: null });
});

const startCluster = clusterTests({ sharesRedis: true });

it('a chat is one trace across the process that answers and the one that works', async () => {
  const { environment, startNode, provider } = await startCluster();
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'cluster', NODE_OPTIONS: TELLS };
  const { lex: server } = await startNode('serve', traces);
  const worker = spawnLex(['work'], { ...environment, ...traces, LEX_DATA_DIR: await temporaryDirectory() });
  await worker.printed(/"msg":"working"/);
  provider.answerWith({ kind: 'text', pieces: ['planted ', 'answer'] });
  const [traceId, spanId] = ['5f'.repeat(16), 'a1'.repeat(8)];
  const client = new GraphqlClient(server.url, { traceparent: `00-${traceId}-${spanId}-01` });
  const { chat } = await client.run(ChatDocument, { input: { message: 'planted question', waitMs: 20_000 } });
  expect(chat.reply.state).toBe('COMPLETED');
  worker.kill('SIGUSR2');
  await worker.printed(/"logLevel":"debug".*"the level of the log has changed"/);
  await collector.when((all) => {
    const names = new Set(ofTrace(all, traceId).map(({ name }) => name));
    return names.has('POST /graphql') && names.has('process REPLY') ? true : undefined;
  });
  for (const each of [server, worker]) each.kill('SIGTERM');
  for (const each of [server, worker]) expect(await each.exited).toEqual({ code: 0, signal: null });

  const spans = ofTrace(collector.spans, traceId);
  expect(unconnected(spans, spanId)).toEqual([]);
  const call = spans.find(({ name }) => name === 'chat');
  expect(pathOf(spans, call)).toEqual(['POST /graphql', 'graphql', 'graphql.execute', 'process REPLY', 'chat']);
  const first = spans.find(({ name }) => name === 'POST /graphql');
  expect(call?.resource['service.instance.id']).not.toBe(first?.resource['service.instance.id']);
  expect([first, call].map((span) => span?.resource['service.name'])).toEqual(['cluster', 'cluster']);
  expect(collector.bytes.includes('planted')).toBe(false);
  // The log of each process names the trace, and what it was for.
  expect(server.stderr).toMatch(new RegExp(`"requestId":"[^"]+".*"traceId":"${traceId}"`));
  const exporters = await exporterFiles();
  expect(exporters.some((name) => worker.stderr.includes(`/dist/${name}\n`))).toBe(true);
});
