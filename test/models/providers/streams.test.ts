import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../../../src/log.ts';
import { ModelError, PromptTooLongError } from '../../../src/models/failures/model-error.ts';
import { createAnthropicProvider } from '../../../src/models/providers/anthropic.ts';
import { createCompatibleProvider } from '../../../src/models/providers/compatible.ts';
import { RemoteModel } from '../../../src/models/providers/remote-model.ts';
import { PLAY_NAMES, type PlayName } from '../../support/models/fake-plays.ts';
import { type FakeProvider, startFakeProvider } from '../../support/models/fake-provider.ts';
import { ask, promptOf, type Said } from '../prompt.ts';

const options = { log: createLog('silent'), silence: { firstTokenMs: 60_000, betweenMs: 60_000 }, retryBaseMs: 1 };

let server: FakeProvider;
beforeEach(async () => {
  server = await startFakeProvider();
});
afterEach(async () => {
  await server.close();
});

function model(name: PlayName): RemoteModel {
  if (!name.startsWith('anthropic')) {
    const provider = createCompatibleProvider({ baseUrl: server.url, apiKey: 'k' });
    return new RemoteModel({ provider: 'compatible', name: 'm' }, provider, options);
  }
  const provider = createAnthropicProvider({ baseUrl: server.url, apiKey: 'k' });
  return new RemoteModel({ provider: 'anthropic', name: 'm' }, provider, options);
}

/** What a model says when the server plays so. */
async function hear(name: PlayName): Promise<Said> {
  server.answerWith({ kind: 'play', name });
  return ask(model(name), promptOf('What are two and two?'));
}

/** How it fails then, and what came before. */
async function fail(name: PlayName): Promise<{ error: ModelError; text: string; reasoning: string }> {
  server.answerWith({ kind: 'play', name });
  let text = '';
  let reasoning = '';
  try {
    const { signal } = new AbortController();
    for await (const event of model(name).stream(promptOf('What are two and two?'), { signal })) {
      if (event.kind === 'text') text += event.text;
      if (event.kind === 'reasoning') reasoning += event.text;
    }
  } catch (error) {
    if (error instanceof ModelError) return { error, text, reasoning };
    throw error;
  }
  throw new Error(`it answered ${JSON.stringify(text)}`);
}

describe('an answer is whole', () => {
  it.each<[PlayName, string, string]>([
    ['a reason and [DONE]', 'Four.', 'STOP'],
    ['a reason and no [DONE]', 'Four.', 'STOP'],
    ['no reason, but usage and [DONE]', 'Four.', 'STOP'],
    ['no reason, but [DONE]', 'Four.', 'STOP'],
    ['a reason nobody knows and [DONE]', 'Four.', 'STOP'],
    ['an empty reason in every chunk', 'Four.', 'STOP'],
    ['a reason that is an object', 'Four.', 'STOP'],
    ['the reason tool_calls', 'Four.', 'STOP'],
    ['the reason eos_token and no [DONE]', 'Four.', 'STOP'],
    ['the reason content_filter', 'Four', 'FILTERED'],
    ['the reason SAFETY', 'Four', 'FILTERED'],
    ['the reason max_tokens', 'Four', 'LENGTH'],
    ['the reason model_length', 'Four', 'LENGTH'],
    ['anthropic: end_turn', 'Four.', 'STOP'],
    ['anthropic: max_tokens', 'Four', 'LENGTH'],
    ['anthropic: refusal', 'Four', 'FILTERED'],
    ['anthropic: pause_turn', 'Four', 'LENGTH'],
    ['anthropic: model_context_window_exceeded', 'Four', 'LENGTH'],
    ['anthropic: a reason nobody knows', 'Four.', 'STOP'],
    ['anthropic: no reason', 'Four.', 'STOP'],
    ['anthropic: odd fields', 'Four.', 'STOP'],
    ['anthropic: a whole answer', 'Four.', 'STOP'],
  ])('that ends with %s', async (name, text, finishReason) => {
    expect(await hear(name)).toMatchObject({ text, end: { finishReason } });
  });
});

describe('half an answer is kept as half', () => {
  it.each<PlayName>([
    'neither a reason nor [DONE]',
    'a reason nobody knows and no [DONE]',
    'the reason error',
    'the reason abort',
    'an error in the choice',
    'an error in the chunk',
    'an error without the form of an event',
    'an event named error',
    'too long after some words',
    'anthropic: no end',
    'anthropic: a reason nobody knows and no end',
  ])('that ends with %s', async (name) => {
    const { error, text } = await fail(name);
    expect(text).toMatch(/^Fo/);
    expect(error.message).toMatch(/^The answer broke off: .*\. Ask again to get a whole one\.$/);
    expect(error).not.toBeInstanceOf(PromptTooLongError);
    expect(server.requests).toHaveLength(1);
  });

  it('with what the provider said of it', async () => {
    expect((await fail('an error in the choice')).error.message).toContain('(status 502: GPU lost)');
    expect((await fail('an event named error')).error.message).toContain('(GPU lost)');
    expect((await fail('the reason abort')).error.message).toContain('it ended with "abort"');
  });
});

describe('nothing that the answer does not need fails it', () => {
  it.each(PLAY_NAMES.odd)('%s', async (name) => {
    expect(await hear(name)).toMatchObject({ text: 'Four.', end: { finishReason: 'STOP' } });
  });

  it.each<[PlayName, number | undefined]>([
    ['half a token', undefined],
    ['tokens in a text', 2],
    ['tokens below none', undefined],
    ['more tokens than there are', undefined],
    ['tokens that are null', undefined],
    ['a whole answer', 2],
  ])('and of %s what counts is counted', async (name, outputTokens) => {
    expect((await hear(name)).end).toMatchObject({ inputTokens: 12, outputTokens });
  });

  it('also at Anthropic', async () => {
    expect((await hear('anthropic: odd fields')).end).toMatchObject({ inputTokens: 12, outputTokens: 3 });
    expect((await hear('anthropic: half a token')).end).toMatchObject({ inputTokens: 12, outputTokens: undefined });
  });

  it.each<PlayName>(['nothing but comments', 'a page of 200'])('but %s is no answer', async (name) => {
    expect((await fail(name)).error.message).toContain("compatible sent something that isn't an answer");
  });
});

describe('the cause of a refusal is told, and asked again only what may get better', () => {
  it.each<[PlayName, string, number]>([
    ['a numeric 400 in the stream', 'refused the request (status 400: No such voice)', 1],
    ['a numeric 402 in the stream', 'is used up (status 402: Insufficient credits)', 1],
    ['a numeric 503 in the stream', 'has a fault of its own (status 503: Loading)', 3],
    ['a text for an error', 'reported a fault (model is not loaded)', 1],
    ['a whole error in a 200', 'reported a fault (Unexpected endpoint or method. (POST /chat/completions))', 1],
    ['a detail in a 200', 'reported a fault (Model is not ready)', 1],
    ['details of fields', 'refused the request (status 422: body.messages.0: field required)', 2],
    ['a message in a 200', 'refused the request (status 400: No such adapter)', 1],
    ['an error in a list', 'refused the request (status 400: Unknown voice)', 2],
    ['the error of one behind it', '(status 400: Provider returned error: {"message":"no such tool"})', 2],
    ['no credit', 'The credit or quota at compatible is used up (status 402: Insufficient Balance)', 1],
    ['a used up quota', 'is used up (status 429: You exceeded your quota)', 1],
    ['a page of 404', '(status 404, a web page): check COMPATIBLE_BASE_URL', 1],
    ['nothing at this address', '(status 404: Not Found): check COMPATIBLE_BASE_URL', 1],
    ['a page of 502', 'has a fault of its own (status 502, a web page)', 3],
    ['a method it lacks', '(status 501: not implemented)', 1],
    ['anthropic: a whole error', '(status 400: no such tool)', 1],
  ])('%s', async (name, message, requests) => {
    const { error } = await fail(name);
    expect(error.message).toContain(message);
    expect(server.requests).toHaveLength(requests);
  });
});

describe('a prompt that is too long is told apart, with the limit', () => {
  it.each<[PlayName, number | undefined]>([
    ['too long for OpenAI', 8_192],
    ['too long for vLLM', 4_096],
    ['too long for llama.cpp', 4_096],
    ['too long for llama.cpp with a number', 2_048],
    ['too long for Anthropic', 200_000],
    ['too long for LM Studio', 4_096],
    ['too long for TGI', 4_096],
    ['too long for Mistral', 32_768],
    ['too long for Gemini', 1_048_576],
    ['too long for Groq', 6_000],
    ['too long for a proxy', undefined],
    ['too long by a mad number', undefined],
    ['too long without a number', undefined],
    ['anthropic: too long in the stream', 200_000],
  ])('%s', async (name, limitTokens) => {
    const { error } = await fail(name);
    expect(error).toBeInstanceOf(PromptTooLongError);
    expect(error).toMatchObject({ limitTokens });
    expect(error.message).toContain('The conversation is too long');
    expect(server.requests).toHaveLength(1);
  });

  it.each<PlayName>(['too long an answer wished', 'too long a completion wished'])('but not %s', async (name) => {
    expect((await fail(name)).error).not.toBeInstanceOf(PromptTooLongError);
  });
});

describe('what a model thinks is none of its answer', () => {
  it.each<PlayName>([
    'reasoning_content',
    'reasoning',
    'reasoning twice',
    'reasoning_details alone',
    'thinking in a delta',
    'thinking in a part',
    'a tag in one piece',
    'a tag in single characters',
    'a tag of another name',
    'a tag of Kimi',
    'an empty thought before one',
    'a tag that only the template opened',
    'a whole answer with a tag',
    'a whole answer with reasoning',
    'anthropic: thinking',
    'anthropic: a tag',
    'anthropic: a whole answer',
  ])('%s', async (name) => {
    const { text, reasoning } = await hear(name);
    expect({ text, reasoning: reasoning.trim() }).toEqual({ text: 'Four.', reasoning: 'Two and two.' });
  });

  it.each<[PlayName, string]>([
    ['a tag in the middle of the answer', 'Write <think> and </think>.'],
    ['both tags in one piece of the answer', 'Write <think> and </think>.'],
    ['what only looks like a tag', '<this> is it.'],
  ])('but %s is', async (name, text) => {
    expect(await hear(name)).toMatchObject({ text, reasoning: '' });
  });

  it('once a model has shown that its template opens the tag', async () => {
    server.answerWith({ kind: 'play', name: 'the same, in pieces' });
    const asked = model('the same, in pieces');
    expect((await ask(asked, promptOf('Hi'))).text).toContain('Four.');
    const { text, reasoning } = await ask(asked, promptOf('Hi'));
    expect({ text, reasoning }).toEqual({ text: 'Four.', reasoning: 'Two and two.\n' });
    // An answer without thinking is an answer still.
    server.answerWith({ kind: 'play', name: 'a reason and [DONE]' });
    expect(await ask(asked, promptOf('Hi'))).toMatchObject({ text: 'Four.', reasoning: '' });
  });

  it.each<[PlayName, string, string]>([
    ['a tag that is never closed', 'Two and two.', 'only thought, and gave an empty answer'],
    ['thinking to the last token', 'Two and two.', 'used all its tokens on thinking'],
    ['anthropic: thinking to the last token', 'Two and two.', 'used all its tokens on thinking'],
    ['no token for a word', '', 'had no tokens left for an answer'],
  ])('and %s is no answer', async (name, thought, message) => {
    const { error, text, reasoning } = await fail(name);
    expect([text, reasoning]).toEqual(['', thought]);
    expect(error.message).toContain(message);
  });
});
