import { pino } from 'pino';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { activeSpan, traceIds, withSpan } from '../../src/tracing/active-span.ts';
import { inSpan } from '../../src/tracing/in-span.ts';
import { openTracing } from '../../src/tracing/open-tracing.ts';
import { atEnd } from '../support/at-end.ts';
import { freePort } from '../support/free-port.ts';
import { type FakeCollector, startFakeCollector } from '../support/otlp/fake-collector.ts';

const FOREIGN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
/** A machine that is busy takes longer to send than a stop would wait. */
const PATIENCE_MS = 120_000;
const START = { name: 'entry', kind: 'server', ids: { requestId: 'r1' } } as const;

let collector: FakeCollector;
beforeAll(async () => {
  collector = await startFakeCollector();
  atEnd(() => collector.close());
});

async function open(environment: Record<string, string> = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined }, { write: (line) => lines.push(JSON.parse(line)) });
  const { tracing: settings } = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment });
  const tracing = await openTracing(settings, { version: '1.2.3', log });
  if (!tracing) throw new Error('nothing is traced');
  onTestFinished(() => tracing.close());
  return { tracing, lines, enter: (traceparent?: unknown) => tracing.tracer.enter(START, traceparent) };
}

describe('spans', () => {
  it('are sent with their trace, what they tell, and who sends them, under the headers that are set', async () => {
    const { tracing, enter } = await open({
      OTEL_SERVICE_NAME: 'my lex',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=at%20home,service.name=another',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cret,x-tenant=a%2Cb',
    });
    const span = enter(`00-${FOREIGN.traceId}-${FOREIGN.spanId}-00`);
    await expect(
      withSpan(span, () =>
        inSpan(
          () => ({ name: 'part', kind: 'client', attributes: { a: 'x'.repeat(999), b: 7, c: true, d: ['e', 'f'] } }),
          async () => {
            expect(traceIds()).toEqual({ requestId: 'r1', traceId: FOREIGN.traceId, spanId: expect.any(String) });
            throw Object.assign(new TypeError('my secret words'), { code: 'MY_CODE' });
          },
        ),
      ),
    ).rejects.toThrow(TypeError);
    span.end();
    await tracing.close(PATIENCE_MS);
    const [part, entry] = collector.spans.filter(({ traceId }) => traceId === FOREIGN.traceId);
    expect(entry).toMatchObject({ name: 'entry', kind: 'server', parentId: FOREIGN.spanId, failed: false });
    expect(part).toMatchObject({
      name: 'part',
      kind: 'client',
      parentId: entry?.spanId,
      failed: true,
      attributes: { a: 'x'.repeat(200), b: 7, c: true, d: ['e', 'f'], 'error.type': 'MY_CODE' },
    });
    expect(entry?.resource).toMatchObject({
      'service.name': 'my lex',
      'service.version': '1.2.3',
      'deployment.environment.name': 'at home',
    });
    expect(collector.requests.at(-1)).toMatchObject({
      path: '/v1/traces',
      headers: { authorization: 'Bearer s3cret', 'x-tenant': 'a,b', 'content-type': 'application/x-protobuf' },
    });
    expect(collector.bytes.includes('my secret words')).toBe(false);
  });

  it('of what goes on after its end are none, and there are so many of a trace and no more', async () => {
    const { tracing, enter } = await open({ OTEL_SERVICE_NAME: 'bounded' });
    const span = enter();
    const left = withSpan(span, () => () => activeSpan());
    for (let at = 0; at < 3_000; at++) span.start({ name: 'part' })?.end();
    span.end();
    expect(left()).toBeUndefined();
    expect(withSpan(span, () => activeSpan())).toBeUndefined();
    expect(traceIds()).toEqual({});
    await tracing.close(PATIENCE_MS);
    const sent = collector.spans.filter(({ resource }) => resource['service.name'] === 'bounded');
    expect(sent.filter(({ name }) => name === 'part')).toHaveLength(1_000);
    expect(sent.filter(({ name }) => name === 'entry')).toHaveLength(1);
  });
});

describe('whether a trace is recorded', () => {
  it.each([
    ['always_on', '', true],
    ['parentbased_always_on', '', true],
    ['always_off', '', false],
    ['parentbased_always_off', '', false],
    ['traceidratio', '1', true],
    ['parentbased_traceidratio', '0', false],
  ])(
    'is decided by %s %s, whatever flag a client sends',
    async (OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG, isIt) => {
      const { tracing, enter } = await open({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG });
      for (const flag of ['00', '01']) {
        const span = enter(`00-${FOREIGN.traceId}-${FOREIGN.spanId}-${flag}`);
        expect(span.traceparent).toMatch(new RegExp(`^00-${FOREIGN.traceId}-[\\da-f]{16}-${isIt ? '01' : '00'}$`));
        expect(span.start({ name: 'part' }) !== undefined).toBe(isIt);
        // A process that goes on with it follows, and so do the log lines of what isn't recorded.
        const resumed = tracing.tracer.resume({ ...START, ids: { jobId: 'j1' } }, span.traceparent, 5);
        expect(resumed.traceparent.endsWith(isIt ? '-01' : '-00')).toBe(true);
        expect(resumed.ids).toMatchObject({ jobId: 'j1', traceId: FOREIGN.traceId });
      }
    },
  );

  it('is no choice of a client, who would know which numbers a ratio takes', async () => {
    const { enter } = await open({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' });
    // Of the lowest number a sampler by number would take each, of the highest none.
    for (const traceId of [`${'0'.repeat(31)}1`, 'f'.repeat(32)]) {
      const flags = Array.from({ length: 200 }, () =>
        enter(`00-${traceId}-${FOREIGN.spanId}-01`).traceparent.slice(-2),
      );
      expect(new Set(flags)).toEqual(new Set(['00', '01']));
    }
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-${FOREIGN.spanId}-01`, 5, undefined])(
    'what names no trace begins one of its own: %j',
    async (sent) => {
      const { enter } = await open();
      const [one, other] = [enter(sent).ids['traceId'], enter(sent).ids['traceId']];
      expect(one).toMatch(/^[\da-f]{32}$/);
      expect(other).not.toBe(one);
    },
  );
});

describe('a collector', () => {
  it('that is out of reach or refuses is told of once, and again when it is back', async () => {
    const own = await startFakeCollector();
    onTestFinished(() => own.close());
    const { tracing, lines, enter } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: `${own.url}/` });
    const send = async (times: number) => {
      enter().end();
      await own.whenAsked(times);
    };
    own.answerWith(401);
    await send(1);
    await send(2);
    await expect.poll(() => lines).toMatchObject([{ level: 40, status: 401, reason: 'Unauthorized' }]);
    own.answerWith(200);
    await send(3);
    await expect.poll(() => lines.length).toBe(2);
    expect(lines[1]).toMatchObject({ level: 30, msg: expect.stringContaining('again') });
    await tracing.close();
  });

  it.each(['away', 'hangs'])(
    'that is away or hangs (%s) holds up neither the work nor the end of the process',
    async (how) => {
      const own = await startFakeCollector();
      onTestFinished(() => own.close());
      own.answerWith('hangs');
      const away = `http://127.0.0.1:${await freePort()}`;
      const { tracing, enter } = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: how === 'away' ? away : own.url });
      for (let at = 0; at < 10_000; at++) enter().end();
      if (how === 'hangs') await own.whenAsked(1);
      await tracing.close();
      expect(own.spans).toEqual([]);
    },
  );
});

it('nothing is traced without an endpoint, or when OpenTelemetry is disabled', async () => {
  const surroundings = { version: '1', log: pino({ level: 'silent' }) };
  for (const environment of [
    {},
    { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: 'true' },
  ]) {
    expect(await openTracing(readConfig(environment).tracing, surroundings)).toBeUndefined();
  }
});
