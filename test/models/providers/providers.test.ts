import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProviderName } from '../../../src/config/model-name.ts';
import { createLog } from '../../../src/log.ts';
import { ModelError } from '../../../src/models/failures/model-error.ts';
import { createAnthropicProvider } from '../../../src/models/providers/anthropic.ts';
import { createCompatibleProvider } from '../../../src/models/providers/compatible.ts';
import { createOllamaProvider } from '../../../src/models/providers/ollama.ts';
import { createOpenAiProvider } from '../../../src/models/providers/openai.ts';
import type { Provider } from '../../../src/models/providers/provider.ts';
import { RemoteModel, type RemoteModelOptions } from '../../../src/models/providers/remote-model.ts';
import { type FakeProvider, startFakeProvider } from '../../support/models/fake-provider.ts';
import { ask, ListMemory, promptOf } from '../prompt.ts';

const KEY = 'sk-test-0123456789';
const log = createLog('silent');
const silence = { firstTokenMs: 60_000, betweenMs: 60_000 };

interface Case {
  readonly name: ProviderName;
  readonly create: (baseUrl: string) => Provider;
  /** What the user is told to look at when the call is refused. */
  readonly variable: string;
  readonly path: string;
}

const CASES: readonly Case[] = [
  {
    name: 'openai',
    create: (baseUrl) => createOpenAiProvider({ apiKey: KEY, baseUrl }),
    variable: 'OPENAI_API_KEY',
    path: '/v1/chat/completions',
  },
  {
    name: 'anthropic',
    create: (baseUrl) => createAnthropicProvider({ apiKey: KEY, baseUrl }),
    variable: 'ANTHROPIC_API_KEY',
    path: '/v1/messages',
  },
  {
    name: 'ollama',
    create: (baseUrl) => createOllamaProvider({ baseUrl }),
    variable: 'OLLAMA_BASE_URL',
    path: '/v1/chat/completions',
  },
  {
    name: 'compatible',
    create: (baseUrl) => createCompatibleProvider({ baseUrl, apiKey: KEY }),
    variable: 'COMPATIBLE_API_KEY',
    path: '/v1/chat/completions',
  },
];

describe.each(CASES)('$name', ({ name, create, variable, path }) => {
  let server: FakeProvider;

  beforeEach(async () => {
    server = await startFakeProvider();
  });
  afterEach(async () => {
    await server.close();
  });

  const model = (options: Partial<RemoteModelOptions> = {}) =>
    new RemoteModel({ provider: name, name: 'some-model' }, create(server.url), {
      log,
      silence,
      retryBaseMs: 1,
      ...options,
    });

  /** The error that asking ends with, and what was said before it. */
  const failure = async (options: Partial<RemoteModelOptions> = {}) => {
    const pieces: string[] = [];
    try {
      for await (const event of model(options).stream(promptOf('Hi'), { signal: new AbortController().signal })) {
        if (event.kind === 'text') pieces.push(event.text);
      }
    } catch (error) {
      expect(error).toBeInstanceOf(ModelError);
      if (error instanceof ModelError) return { error, message: error.message, pieces };
    }
    throw new Error('the model answered');
  };

  it('streams the answer piece by piece and counts the tokens at the end', async () => {
    server.answerWith({ kind: 'text', pieces: ['Oslo ', 'is ', 'far.'] });
    const said = await ask(model(), promptOf('How far is Oslo?'));
    expect(said.pieces).toEqual(['Oslo ', 'is ', 'far.']);
    expect(said.end).toEqual({ kind: 'end', finishReason: 'STOP', inputTokens: 12, outputTokens: 3 });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path, body: { model: 'some-model', stream: true } });
  });

  it('hands on a piece while the provider still writes the next', async () => {
    server.hold();
    server.release(1);
    const events = model().stream(promptOf('Hi'), { signal: new AbortController().signal });
    expect((await events.next()).value).toEqual({ kind: 'text', text: 'Hello ' });
    expect(server.openStreams).toBe(1);
    server.releaseAll();
    expect((await events.next()).value).toEqual({ kind: 'text', text: 'from ' });
    await events.return(undefined);
  });

  it('ends the request when the reader stops reading', async () => {
    server.hold();
    server.release(1);
    const events = model().stream(promptOf('Hi'), { signal: new AbortController().signal });
    await events.next();
    await events.return(undefined);
    await server.until(() => server.openStreams === 0);
  });

  it('sends system turns and memories as one system text, and the turns as they are', async () => {
    const turns = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Where is she?' },
    ] as const;
    await ask(model(), promptOf(turns, { memory: new ListMemory('my sister lives in Oslo') }));
    const body = JSON.stringify(server.requests[0]?.body);
    expect(body).toContain('Be brief.');
    expect(body).toContain('my sister lives in Oslo');
    const order = ['Hello', 'Where is she?'].map((text) => body.indexOf(text));
    expect(order[0]).toBeGreaterThan(0);
    expect(order[1]).toBeGreaterThan(order[0] ?? 0);
  });

  it('puts characters together that arrive in parts, and cleans what cannot be stored', async () => {
    const pieces = ['naïve 😀 ', '\ud83d', '\ude00', 'a\0b', '\ud800', '!'];
    server.answerWith({ kind: 'text', pieces, bytesAtATime: 1 });
    expect((await ask(model(), promptOf('Hi'))).text).toBe('naïve 😀 😀ab\uFFFD!');
  });

  it('closes the request at once when it is aborted in the middle', async () => {
    server.hold();
    server.release(1);
    const controller = new AbortController();
    const events = model().stream(promptOf('Hi'), { signal: controller.signal });
    await events.next();
    const next = events.next();
    const reason = new Error('stopped by the user');
    controller.abort(reason);
    await expect(next).rejects.toBe(reason);
    await server.until(() => server.openStreams === 0);
  });

  it('closes the request at once when it is aborted before the first piece', async () => {
    server.answerWith({ kind: 'hang' });
    const controller = new AbortController();
    const next = model().stream(promptOf('Hi'), { signal: controller.signal }).next();
    await server.until(() => server.requests.length === 1);
    controller.abort();
    await expect(next).rejects.toBe(controller.signal.reason);
    await server.until(() => server.openStreams === 0);
  });

  it('calls nobody when it is aborted beforehand', async () => {
    await expect(ask(model(), promptOf('Hi'), AbortSignal.abort())).rejects.toThrow('aborted');
    expect(server.requests).toHaveLength(0);
  });

  it.each([429, 500, 503])('tries again after %i, and answers', async (status) => {
    server.answerWith(
      { kind: 'status', status, retryAfter: '0' },
      { kind: 'status', status },
      { kind: 'text', pieces: ['There.'] },
    );
    expect((await ask(model(), promptOf('Hi'))).text).toBe('There.');
    expect(server.requests).toHaveLength(3);
  });

  it('tries again when the connection ends before the answer begins', async () => {
    server.answerWith({ kind: 'break', pieces: [] }, { kind: 'cut', pieces: [] }, { kind: 'text', pieces: ['There.'] });
    expect((await ask(model(), promptOf('Hi'))).text).toBe('There.');
    expect(server.requests).toHaveLength(3);
  });

  it('tries again when the provider reports that it is overloaded before the answer begins', async () => {
    server.answerWith({ kind: 'late-error', pieces: [], type: 'overloaded_error' }, { kind: 'text', pieces: ['Yes.'] });
    expect((await ask(model(), promptOf('Hi'))).text).toBe('Yes.');
    expect(server.requests).toHaveLength(2);
  });

  it('gives up after the third failure', async () => {
    server.answerWith({ kind: 'status', status: 500, message: 'internal details' });
    const { message } = await failure();
    expect(message).toBe(`${name} has a fault of its own (status 500: internal details): try again later.`);
    expect(server.requests).toHaveLength(3);
  });

  it('waits as long as Retry-After says, and stops waiting when it is aborted', async () => {
    server.answerWith({ kind: 'status', status: 429, retryAfter: '15' });
    const controller = new AbortController();
    const next = model().stream(promptOf('Hi'), { signal: controller.signal }).next();
    await server.until(() => server.requests.length === 1 && server.openStreams === 0);
    controller.abort();
    await expect(next).rejects.toBe(controller.signal.reason);
    expect(server.requests).toHaveLength(1);
  });

  it('does not wait longer than 20 s, but says how long it would take', async () => {
    server.answerWith({ kind: 'status', status: 429, retryAfter: '30' });
    const { error, message } = await failure();
    expect(message).toContain(`${name} is limiting the rate of requests`);
    expect(error.retryAfterMs).toBe(30_000);
    expect(server.requests).toHaveLength(1);
  });

  it.each([401, 403])('says which setting to check when the call is refused with %i', async (status) => {
    server.answerWith({ kind: 'status', status, message: `Incorrect key ${KEY}` });
    const { message } = await failure();
    expect(message).toContain(name);
    expect(message).toContain('refused');
    expect(message).toContain(`check ${variable}`);
    expect(message).not.toContain(KEY);
    expect(server.requests).toHaveLength(1);
  });

  it('says that the model is unknown', async () => {
    server.answerWith({ kind: 'status', status: 404 });
    expect((await failure()).message).toBe(`${name} has no model named some-model: check the name.`);
    expect(server.requests).toHaveLength(1);
  });

  it('passes on why a request was refused: one short line, without the key', async () => {
    const long = 'x'.repeat(1_000);
    server.answerWith({ kind: 'status', status: 400, message: `too\nlong for ${KEY}: ${long}` });
    const { message } = await failure();
    expect(message).toContain('too long for');
    expect(message).toContain('start a new one');
    expect(message).not.toContain(long);
    // Where the count of tokens was asked for, that may be what was refused: it is asked once without.
    expect(server.requests).toHaveLength(name === 'anthropic' ? 1 : 2);
    if (name !== 'ollama') expect(message).not.toContain(KEY);
  });

  it('says when nothing listens at its address', async () => {
    const gone = await startFakeProvider();
    const { url } = gone;
    await gone.close();
    const unreachable = new RemoteModel({ provider: name, name: 'm' }, create(url), { log, silence, retryBaseMs: 1 });
    await expect(ask(unreachable, promptOf('Hi'))).rejects.toThrow(
      `${name} can't be reached at ${url.slice('http://'.length)}`,
    );
  });

  it('gives up on a provider that does not begin to answer', async () => {
    server.answerWith({ kind: 'hang' });
    const { message } = await failure({ silence: { ...silence, firstTokenMs: 2_000 } });
    expect(message).toContain("didn't answer within 2 s");
    await server.until(() => server.openStreams === 0);
    expect(server.requests).toHaveLength(1);
  });

  it('gives up on a provider that falls silent in the middle', async () => {
    server.hold();
    server.release(1);
    const { message, pieces } = await failure({ silence: { ...silence, betweenMs: 1_000 } });
    expect(message).toContain(`The answer broke off: nothing came from ${name} for 1 s`);
    expect(pieces).toEqual(['Hello ']);
    await server.until(() => server.openStreams === 0);
  });

  it.each([
    { kind: 'break', pieces: ['One ', 'two'] },
    { kind: 'cut', pieces: ['One ', 'two'] },
    { kind: 'late-error', pieces: ['One ', 'two'], type: 'overloaded_error' },
  ] as const)(
    'keeps what came before a $kind, says that the answer broke off, and does not try again',
    async (answer) => {
      server.answerWith(answer);
      const { message, pieces } = await failure();
      expect(pieces).toEqual(['One ', 'two']);
      expect(message).toContain('The answer broke off');
      expect(server.requests).toHaveLength(1);
    },
  );

  it('says when the model refuses because of the content', async () => {
    server.answerWith({ kind: 'text', pieces: [], end: 'filter' });
    expect((await failure()).message).toContain('refused to answer because of the content');
  });

  it.each([
    ['filter', 'FILTERED'],
    ['length', 'LENGTH'],
  ] as const)('keeps what came before it was ended by %s, and says why', async (end, finishReason) => {
    server.answerWith({ kind: 'text', pieces: ['Once upon'], end });
    const said = await ask(model(), promptOf('Hi'));
    expect(said).toMatchObject({ text: 'Once upon', end: { finishReason } });
  });

  it('says when the answer is empty', async () => {
    server.answerWith({ kind: 'text', pieces: [] });
    expect((await failure()).message).toContain('gave an empty answer');
  });

  it('fails with a message of its own when what answers is no provider', async () => {
    server.answerWith({ kind: 'page' });
    const { message, pieces } = await failure();
    expect(pieces).toEqual([]);
    // In our words: neither the page nor what a parser made of it.
    expect(message).toMatch(new RegExp(`^${name}`, 'i'));
    expect(message).not.toMatch(/<|html|JSON|token/i);
  });

  it('prints nothing', async () => {
    const printed = (['log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
    try {
      await ask(model(), promptOf([{ role: 'system', content: 'Be brief.' }, ...promptOf('Hi').messages]));
      server.answerWith({ kind: 'status', status: 400 });
      await failure();
      server.answerWith({ kind: 'break', pieces: ['One'] });
      await failure();
      for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    } finally {
      for (const spy of printed) spy.mockRestore();
    }
  });

  describe('a probe', () => {
    const probe = (options?: Partial<RemoteModelOptions>) =>
      model(options).probe({ signal: new AbortController().signal });

    it('asks for the list of models, with the key', async () => {
      await probe();
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
      if (name !== 'ollama') expect(JSON.stringify(server.requests[0]?.headers)).toContain(KEY);
    });

    it('says which setting to check when it is refused', async () => {
      server.answerWith({ kind: 'status', status: 401 });
      await expect(probe()).rejects.toThrow(`check ${variable}`);
    });

    it('gives up on a provider that does not answer', async () => {
      server.answerWith({ kind: 'hang' });
      await expect(probe({ probeTimeoutMs: 100 })).rejects.toThrow(`${name} didn't answer within 0.1 s`);
      await server.until(() => server.openStreams === 0);
    });

    it('ends when it is aborted', async () => {
      server.answerWith({ kind: 'hang' });
      const controller = new AbortController();
      const probing = model().probe({ signal: controller.signal });
      await server.until(() => server.requests.length === 1);
      controller.abort();
      await expect(probing).rejects.toBe(controller.signal.reason);
    });
  });
});
