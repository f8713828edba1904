import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { createAnthropicProvider } from '../../../src/models/providers/anthropic.ts';
import { createCompatibleProvider } from '../../../src/models/providers/compatible.ts';
import type { Provider } from '../../../src/models/providers/provider.ts';
import { RemoteModel, type RemoteModelOptions } from '../../../src/models/providers/remote-model.ts';
import { type FakeProvider, startFakeProvider } from '../../support/models/fake-provider.ts';
import { ask, promptOf } from '../prompt.ts';

const KEY = 'sk-test-0123456789';
const silence = { firstTokenMs: 60_000, betweenMs: 60_000 };

let server: FakeProvider;
beforeEach(async () => {
  server = await startFakeProvider();
});
afterEach(async () => {
  await server.close();
});

const compatible = (path = '') => createCompatibleProvider({ baseUrl: `${server.url}${path}`, apiKey: KEY });
const modelOf = (provider: Provider, options: Partial<RemoteModelOptions> = {}) =>
  new RemoteModel({ provider: provider.name, name: 'm' }, provider, {
    log: createLog('silent'),
    silence,
    retryBaseMs: 1,
    ...options,
  });
const bodies = () => server.requests.map(({ body }) => JSON.stringify(body).includes('stream_options'));

describe('the wish for a count of tokens', () => {
  it.each([
    [400, 'Unrecognized request argument supplied: stream_options'],
    [422, 'Extra inputs are not permitted'],
    [400, ''],
  ])('is left out when it is refused with %i, and from then on', async (status, message) => {
    server.answerWith({ kind: 'refuse-field', field: 'stream_options', status, message });
    const provider = compatible();
    expect((await ask(modelOf(provider), promptOf('Hi'))).text).toBe('Hello from the fake provider.');
    expect(bodies()).toEqual([true, false]);
    await ask(modelOf(provider), promptOf('Hi'));
    expect(bodies()).toEqual([true, false, false]);
  });

  it('stays when what is refused is something else', async () => {
    server.answerWith({ kind: 'refuse-field', field: 'messages', status: 400, message: 'no such voice' });
    const provider = compatible();
    await expect(ask(modelOf(provider), promptOf('Hi'))).rejects.toThrow('no such voice');
    server.answerWith({ kind: 'text', pieces: ['Yes.'] });
    await ask(modelOf(provider), promptOf('Hi'));
    server.answerWith({ kind: 'refuse-field', field: 'messages', status: 400, message: 'no such voice' });
    await expect(ask(modelOf(provider), promptOf('Hi'))).rejects.toThrow('no such voice');
    expect(bodies()).toEqual([true, false, true, true]);
  });
});

describe.each([
  ['compatible', () => compatible()],
  ['anthropic', () => createAnthropicProvider({ apiKey: KEY, baseUrl: server.url })],
] as const)('signs of life of %s', (name, create) => {
  it('come before an answer', async () => {
    server.hold();
    server.answerWith({ kind: 'signs', everyMs: 20 });
    const answer = ask(modelOf(create()), promptOf('Hi'));
    await server.until(() => server.openStreams === 1);
    server.releaseAll();
    expect((await answer).text).toBe('Hello from the fake provider.');
  });

  it('are not waited with for ever', async () => {
    server.hold();
    server.answerWith({ kind: 'signs', everyMs: 20 });
    const asked = modelOf(create(), { silence: { ...silence, firstTokenMs: 2_000 } });
    await expect(ask(asked, promptOf('Hi'))).rejects.toThrow(`${name}/m didn't answer within 4 s`);
    await server.until(() => server.openStreams === 0);
  });
});

describe('the log of a call that failed', () => {
  it('names the status, the words without secrets, the request and what it was for', async () => {
    const lines: unknown[] = [];
    const log = pino({ base: undefined }, { write: (line) => lines.push(JSON.parse(line)) });
    server.answerWith({ kind: 'play', name: 'a fault with its request id' });
    const { signal } = new AbortController();
    const events = modelOf(compatible(), { log }).stream(promptOf('Hi'), { signal, about: { messageId: 'm-1' } });
    await expect(events.next()).rejects.toThrow('(status 500: out of memory, … asked)');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      msg: 'model call failed',
      model: { provider: 'compatible', name: 'm' },
      messageId: 'm-1',
      failure: 'status',
      status: 500,
      detail: 'out of memory, … asked',
      requestId: 'req-42',
      started: false,
    });
  });
});

describe('an address', () => {
  it('is called with its query, and never with what it ends in twice', async () => {
    await ask(modelOf(compatible('/v1/chat/completions/?api-version=1')), promptOf('Hi'));
    await modelOf(compatible('/v1/?api-version=1')).probe({ signal: new AbortController().signal });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v1/chat/completions?api-version=1',
      '/v1/models?api-version=1',
    ]);
    expect(server.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'api-key': KEY });
  });

  it.each(['', '/v1', '/v1/messages', '/'])('of Anthropic may end in %j', async (path) => {
    const provider = createAnthropicProvider({ apiKey: KEY, baseUrl: `${server.url}${path}?tenant=7` });
    expect((await ask(modelOf(provider), promptOf('Hi'))).text).toBe('Hello from the fake provider.');
    expect(server.requests[0]?.path).toBe('/v1/messages?tenant=7');
    expect(provider.addressVariable).toBe('ANTHROPIC_BASE_URL');
  });
});
