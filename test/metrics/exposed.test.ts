import { beforeAll, expect, it, vi } from 'vitest';
import { ChatDocument, ConversationsDocument, RecallDocument, RememberDocument } from '../../src/generated/graphql.ts';
import { createJobQueryStore } from '../../src/jobs/job-query-store.ts';
import { startServerWithProvider, type TestServer } from '../support/lex/start-server.ts';
import type { FakeProvider } from '../support/models/fake-provider.ts';
import { type Scrape, scrapeMetrics } from '../support/scrape-metrics.ts';
import { askedByAlerts, askedByDashboard, seriesIn } from './asked-metrics.ts';
import { documentedMetrics } from './documented-metrics.ts';

const PIECES = Array.from({ length: 30 }, () => 'word ');
/** What the fake provider counts of a prompt. */
const INPUT_TOKENS = 12;
/** What Prometheus itself adds to each series. */
const OF_PROMETHEUS = ['instance', 'job', 'role'];

let lex: TestServer;
let provider: FakeProvider;
const scrape = () => scrapeMetrics(lex.url);
const chat = async (message: string, more: object = {}) =>
  (await lex.client.run(ChatDocument, { input: { message, ...more } })).chat;
/** Waits until a scrape holds what is asked. */
async function until(holds: (scrape: Scrape) => boolean): Promise<Scrape> {
  return vi.waitFor(async () => {
    const found = await scrape();
    expect(holds(found)).toBe(true);
    return found;
  });
}

beforeAll(async () => {
  ({ lex, provider } = await startServerWithProvider({
    LEX_MODEL: 'compatible/fake',
    LEX_PRICES: 'compatible/fake=10/1000',
    LEX_WORKER_CONCURRENCY: '1',
  }));
  provider.answerWith({ kind: 'text', pieces: PIECES });
});

it('what was asked, answered, written and used is counted under fixed names', async () => {
  const before = (await scrape()).samples;
  const { reply } = await chat('One.', { waitMs: 60_000 });
  await lex.followReply(reply.id);
  provider.answerWith({ kind: 'status', status: 400, message: 'no' });
  const refused = await chat('Two.', { waitMs: 60_000 });
  expect(refused.reply.state).toBe('FAILED');
  provider.answerWith({ kind: 'text', pieces: PIECES });
  await lex.client.run(RememberDocument, { input: { key: 'bike', content: 'My bike is red.' } });
  await lex.client.run(RecallDocument, { query: 'which bike?' });
  await lex.client.run(ConversationsDocument, {});
  await lex.client.answer('query Status { status { version } }');
  await lex.client.answer('{ nothing }');
  await lex.client.answer('{ nothing');
  await expect(chat('')).rejects.toThrow();
  const ended = 'lex_job_duration_seconds_count{kind="REPLY",state="FAILED"}';
  const { samples } = await until(({ samples }) => (samples.get(ended) ?? 0) > (before.get(ended) ?? 0));
  const rise = (name: string) => (samples.get(name) ?? 0) - (before.get(name) ?? 0);

  // The text of a client differs from the persisted one, and says the same.
  expect(rise('lex_graphql_named_operations_total{operation="Chat",outcome="ok"}')).toBe(2);
  expect(rise('lex_graphql_named_operations_total{operation="Chat",outcome="error"}')).toBe(1);
  expect(rise('lex_graphql_named_operations_total{operation="ReplyStream",outcome="ok"}')).toBe(1);
  // What only has the name of a known one isn't it.
  expect(rise('lex_graphql_named_operations_total{operation="Status",outcome="ok"}')).toBe(0);
  expect(rise('lex_graphql_named_operations_total{operation="other",outcome="ok"}')).toBeGreaterThanOrEqual(1);
  expect(rise('lex_graphql_named_operation_seconds_total{operation="Chat"}')).toBeGreaterThan(0);

  expect(rise('lex_errors_total{code="BAD_USER_INPUT"}')).toBe(1);
  expect(rise('lex_errors_total{code="GRAPHQL_PARSE_FAILED"}')).toBe(1);
  expect(rise('lex_errors_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
  const phase = (name: string) => rise(`lex_graphql_phase_duration_seconds_count{phase="${name}"}`);
  expect(phase('parse')).toBe(phase('validate') + 1);
  expect(phase('validate')).toBe(phase('compile') + 1);
  expect(phase('execute')).toBeGreaterThanOrEqual(6);
  expect(rise('lex_subscription_events_total{field="replyStream"}')).toBeGreaterThanOrEqual(2);
  expect([...samples.keys()].some((name) => name.startsWith('lex_loader_batch_size_count{'))).toBe(true);

  const model = 'model="compatible/fake"';
  expect(rise(`lex_replies_total{${model},state="COMPLETED"}`)).toBe(1);
  expect(rise(`lex_replies_total{${model},state="FAILED"}`)).toBe(1);
  expect(rise(`lex_reply_first_delta_seconds_count{${model}}`)).toBe(1);
  expect(rise(`lex_reply_duration_seconds_count{${model}}`)).toBe(2);
  expect(rise(`lex_model_tokens_total{${model},use="REPLY",direction="input"}`)).toBe(INPUT_TOKENS);
  expect(rise(`lex_model_tokens_total{${model},use="REPLY",direction="output"}`)).toBe(PIECES.length);
  const cost = (INPUT_TOKENS * 10 + PIECES.length * 1_000) / 1_000_000;
  expect(rise(`lex_model_cost_total{${model}}`)).toBeCloseTo(cost, 10);

  expect(rise('lex_job_wait_seconds_count{kind="REPLY"}')).toBe(2);
  const recalls = ['words', 'database'].map((by) => rise(`lex_memory_recall_duration_seconds_count{by="${by}"}`));
  expect(recalls.reduce((sum, count) => sum + count)).toBe(3);
  for (const store of ['memory', 'replies']) {
    expect(samples.get(`lex_lmdb_bytes{store="${store}"}`)).toBeGreaterThan(4_096);
    expect(samples.get(`lex_lmdb_readers{store="${store}"}`)).toBeGreaterThanOrEqual(1);
  }
  expect(samples.get('lex_heap_limit_bytes{}')).toBeGreaterThan(0);
  expect(samples.get('nodejs_heap_size_used_bytes{}')).toBeGreaterThan(0);
});

it('a job that nobody takes has an age; one that waits for another reply has none', async () => {
  const oldest = 'lex_queue_oldest_wait_seconds{}';
  provider.hold();
  try {
    const { conversation } = await chat('Three.');
    await provider.until(() => provider.openStreams === 1);
    await chat('Four.', { conversationId: conversation.id });
    expect(await createJobQueryStore(lex.database).oldestWaitMs()).toBeUndefined();
    await chat('Five.');
    await until(({ samples }) => (samples.get(oldest) ?? 0) > 0);
  } finally {
    provider.releaseAll();
  }
  await until(({ samples }) => samples.get(oldest) === 0);
});

it('what the dashboard and the alert rules ask for is told, with the labels that they choose by', async () => {
  const { samples, types } = await scrape();
  const asked = [...(await askedByDashboard()), ...(await askedByAlerts())];
  expect(asked.length).toBeGreaterThan(50);
  const wrong: string[] = [];
  for (const { by, expression } of asked) {
    for (const { name, labels } of seriesIn(expression)) {
      const isHistogram = types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram';
      if (!types.has(name) && !isHistogram) wrong.push(`${by}: ${name} is not told`);
      const told = [...samples.keys()].filter((sample) => sample.startsWith(`${name}{`));
      for (const label of labels.filter((each) => !OF_PROMETHEUS.includes(each))) {
        const isThere = told.some((sample) => sample.includes(`${label}="`));
        if (told.length > 0 && !isThere) wrong.push(`${by}: ${name} has no label ${label}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

it('docs/metrics.md lists what is told, and nothing else', async () => {
  const { types } = await scrape();
  const own = [...types.keys()].filter((name) => name.startsWith('lex_'));
  expect((await documentedMetrics()).sort()).toEqual(own.sort());
});
