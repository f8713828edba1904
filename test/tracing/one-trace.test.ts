import { randomBytes } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  ChatDocument,
  MessageDocument,
  RememberDocument,
  RetryJobDocument,
  StatusDocument,
  UpdateViewerDocument,
} from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';
import { ofTrace, pathOf, unconnected } from '../support/otlp/connected.ts';
import { type FakeCollector, startFakeCollector } from '../support/otlp/fake-collector.ts';

/** Stands in all that nobody but Lex may read. */
const PLANTED = 'planted';

let collector: FakeCollector;
let provider: FakeProvider;
let environment: Record<string, string>;
let lex: TestServer;

beforeAll(async () => {
  [collector, provider] = await Promise.all([startFakeCollector(), startFakeProvider()]);
  atEnd(() => Promise.all([collector.close(), provider.close()]));
  environment = {
    COMPATIBLE_BASE_URL: provider.url,
    COMPATIBLE_API_KEY: `${PLANTED}-key`,
    LEX_MODEL: 'compatible/any',
    LEX_DATA_DIR: await dataDirectory(atEnd),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${PLANTED}-token`,
  };
  lex = await startTestServer(environment);
  await lex.client.run(UpdateViewerDocument, { drawsMemories: false, instructions: `${PLANTED} instructions` });
});

beforeEach(() => {
  provider.releaseAll();
  provider.answerWith({ kind: 'text', pieces: [`${PLANTED} `, 'answer'], thoughts: [`${PLANTED} thought`] });
});

/** A client with a trace of its own. */
function traced(url = lex.url) {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  const traceparent = `00-${traceId}-${spanId}-00`;
  return { traceId, spanId, traceparent, client: new GraphqlClient(url, { traceparent }) };
}

/** The spans of a trace, once there are these among them. */
function spansOf(traceId: string, ...names: readonly string[]) {
  return collector.when((all) => {
    const spans = ofTrace(all, traceId);
    return names.every((name) => spans.some((span) => span.name === name)) ? spans : undefined;
  });
}

describe('a chat', () => {
  it('is one trace from the request to the model, which the client has begun', async () => {
    await lex.client.run(RememberDocument, { input: { content: `${PLANTED} memory of tea` } });
    const { client, traceId, spanId } = traced();
    const input = { message: `${PLANTED} question about tea`, waitMs: 20_000 };
    const { chat } = await client.run(ChatDocument, { input });
    expect(chat.reply.state).toBe('COMPLETED');
    const spans = await spansOf(traceId, 'POST /graphql', 'process REPLY');
    expect(unconnected(spans, spanId)).toEqual([]);
    const named = (name: string) => spans.find((span) => span.name === name);
    const statements = spans.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');

    expect(named('POST /graphql')).toMatchObject({
      kind: 'server',
      parentId: spanId,
      failed: false,
      attributes: { 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 },
    });
    expect(named('graphql')?.attributes).toMatchObject({
      'graphql.operation.type': 'mutation',
      'graphql.operation.name': 'Chat',
    });
    expect(statements.map((each) => pathOf(spans, each))).toContainEqual([
      'POST /graphql',
      'graphql',
      'graphql.execute',
      expect.stringMatching(/^INSERT/),
    ]);
    expect(named('send jobs')).toMatchObject({ kind: 'producer', attributes: { 'messaging.system': 'lex' } });
    const attempt = named('process REPLY');
    expect(attempt).toMatchObject({
      kind: 'consumer',
      attributes: { 'lex.job.attempt': 1, 'lex.job.state': 'COMPLETED', 'lex.job.wait_ms': expect.any(Number) },
    });
    expect(pathOf(spans, attempt)[0]).toBe('POST /graphql');
    expect(pathOf(spans, named('recall')).slice(-2)).toEqual(['process REPLY', 'recall']);
    expect(pathOf(spans, named('chat')).slice(-2)).toEqual(['process REPLY', 'chat']);
    expect(named('chat')).toMatchObject({
      kind: 'client',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'compatible',
        'gen_ai.request.model': 'any',
        'gen_ai.usage.input_tokens': expect.any(Number),
        'gen_ai.usage.output_tokens': expect.any(Number),
        'gen_ai.response.finish_reasons': ['stop'],
        'lex.model.first_event_ms': expect.any(Number),
      },
    });
    // The end of the job is a statement of the attempt.
    expect(statements.map((each) => pathOf(spans, each).at(-2))).toContain('process REPLY');
    // Providers are told nothing of it.
    expect(provider.requests.length).toBeGreaterThan(0);
    for (const { headers } of provider.requests) expect(headers).not.toHaveProperty('traceparent');
  });

  it('whose model fails tells so in the trace and in log lines with the ids of job and trace', async () => {
    provider.answerWith({ kind: 'status', status: 400, message: `${PLANTED} refusal` });
    const { client, traceId } = traced();
    const { chat } = await client.run(ChatDocument, { input: { message: `${PLANTED} question`, waitMs: 20_000 } });
    expect(chat.reply.state).toBe('FAILED');
    const spans = await spansOf(traceId, 'POST /graphql', 'process REPLY');
    const failed = spans.filter((span) => span.failed).map(({ name, attributes }) => [name, attributes['error.type']]);
    expect(new Map(failed.map(([name, type]) => [name, type]))).toEqual(
      new Map([
        ['process REPLY', 'UNAVAILABLE'],
        ['chat', expect.stringMatching(/^\w+$/)],
      ]),
    );
    const [attempt] = spans.filter(({ name }) => name === 'process REPLY');
    const jobId = attempt?.attributes['messaging.message.id'];
    const lines = lex.logLines.filter((line) => line['traceId'] === traceId);
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'model call failed', jobId }));
    const request = spans.find(({ name }) => name === 'POST /graphql');
    const requestId = request?.attributes['lex.request.id'];
    expect(requestId).toEqual(expect.any(String));
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'request', requestId, spanId: request?.spanId }));

    // A retry goes on in the trace of whoever asks for it.
    const again = traced();
    await again.client.run(RetryJobDocument, { id: chat.job.id });
    const [retried] = (await spansOf(again.traceId, 'process REPLY')).filter(({ name }) => name === 'process REPLY');
    expect(retried?.attributes).toMatchObject({ 'messaging.message.id': jobId, 'lex.job.attempt': 2 });
  });

  it('that another process takes up goes on in its trace', async () => {
    provider.hold();
    const { client, traceId, spanId } = traced();
    const { chat } = await client.run(ChatDocument, { input: { message: `${PLANTED} question` } });
    await provider.until(() => provider.openStreams === 1);
    await lex.close();
    provider.releaseAll();
    lex = await startTestServer(environment);
    await expect
      .poll(async () => (await lex.client.run(MessageDocument, { id: chat.reply.id })).message?.state)
      .toBe('COMPLETED');
    const spans = await collector.when((all) => {
      const attempts = ofTrace(all, traceId).filter(({ name }) => name === 'process REPLY');
      return attempts.length === 2 ? ofTrace(all, traceId) : undefined;
    });
    const attempts = spans.filter(({ name }) => name === 'process REPLY');
    expect(attempts.map(({ attributes }) => attributes['lex.job.attempt'])).toEqual([1, 2]);
    expect(attempts.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
    expect(new Set(attempts.map(({ resource }) => resource['service.instance.id'])).size).toBe(2);
    expect(unconnected(spans, spanId)).toEqual([]);
  });
});

describe('what else is asked', () => {
  it('on a socket goes on with the trace of its extensions, and as an event stream with of its header', async () => {
    const { reply } = (await lex.client.run(ChatDocument, { input: { message: PLANTED, waitMs: 20_000 } })).chat;
    const query = `subscription Follow { replyStream(messageId: "${reply.id}") { kind text } }`;
    const socket = createClient({ url: `${lex.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const one = traced();
    for await (const { errors } of socket.iterate({ query, extensions: { traceparent: one.traceparent } })) {
      expect(errors).toBeUndefined();
    }
    await socket.dispose();
    const other = traced();
    const accept = 'text/event-stream';
    const headers = { accept, 'content-type': 'application/json', traceparent: other.traceparent };
    const stream = await fetch(`${lex.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    expect(await stream.text()).toContain('COMPLETED');
    for (const [{ traceId, spanId }, name] of [
      [one, 'WEBSOCKET /graphql'],
      [other, 'POST /graphql'],
    ] as const) {
      const spans = await spansOf(traceId, name);
      expect(unconnected(spans, spanId)).toEqual([]);
      expect(spans.find((span) => span.name === 'graphql')?.attributes).toMatchObject({
        'graphql.operation.type': 'subscription',
        'graphql.operation.name': 'Follow',
      });
    }
  });

  it('is parsed and validated in spans of its own, and refused with its code', async () => {
    const { client, traceId } = traced();
    const { errors } = await client.answer(`query { noSuchField(text: "${PLANTED}") }`);
    expect(errors?.[0]?.extensions?.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const spans = await spansOf(traceId, 'POST /graphql');
    expect(spans.map((span) => pathOf(spans, span).join(' › ')).sort()).toEqual([
      'POST /graphql',
      'POST /graphql › graphql',
      'POST /graphql › graphql › graphql.parse',
      'POST /graphql › graphql › graphql.validate',
    ]);
    expect(spans.find(({ name }) => name === 'graphql')).toMatchObject({ failed: true });
  });

  it('with a hostile traceparent is answered, in a trace of its own', async () => {
    const before = collector.spans.length;
    const hostile = [
      '',
      'x',
      `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`,
      `00-${'g'.repeat(32)}-x-01`,
      '-'.repeat(8_000),
    ];
    for (const traceparent of hostile) {
      const client = new GraphqlClient(lex.url, { traceparent });
      expect((await client.run(StatusDocument, {})).status.version).toBe('test');
    }
    const roots = await collector.when((all) => {
      const found = all.slice(before).filter(({ name, parentId }) => name === 'POST /graphql' && parentId === '');
      return found.length >= hostile.length ? found : undefined;
    });
    expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(roots.length);
  });
});

it('nothing that users, models or operators keep to themselves has left the process', async () => {
  await lex.close();
  expect(collector.spans.length).toBeGreaterThan(20);
  expect(collector.bytes.includes(PLANTED)).toBe(false);
  for (const { headers } of collector.requests) expect(headers.authorization).toBe(`${PLANTED}-token`);
});
