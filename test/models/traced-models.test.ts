import { describe, expect, it } from 'vitest';
import { readModelName } from '../../src/config/model-name.ts';
import { type ModelEvent, NO_MEMORY, type UnmeteredModel } from '../../src/models/model.ts';
import type { Models } from '../../src/models/models.ts';
import { traceModels } from '../../src/models/traced-models.ts';
import { activeSpan, withSpan } from '../../src/tracing/active-span.ts';
import { collect } from '../support/clients/subscription-client.ts';
import { MadeSpan } from '../support/otlp/made-span.ts';

const prompt = { messages: [], voiceMode: false, memory: NO_MEMORY, now: new Date() };
const name = readModelName('compatible/any') ?? { provider: 'local', name: 'lex' };
const END = { kind: 'end', finishReason: 'LENGTH', inputTokens: 3, outputTokens: undefined } as const;

/** A model that gives these, and notes what it is a part of and how it ends. */
function modelOf(events: readonly (ModelEvent | Error)[]) {
  const seen: unknown[] = [];
  async function* answer() {
    try {
      for (const event of events) {
        seen.push(activeSpan());
        if (event instanceof Error) throw event;
        yield event;
      }
    } finally {
      seen.push('ended');
    }
  }
  const model: UnmeteredModel = { name, probe: () => Promise.resolve(), stream: answer, complete: answer };
  const models: Models<UnmeteredModel> = {
    default: name,
    offered: [],
    timeLimitMs: (ms) => ms,
    sees: async () => false,
    takesImage: () => true,
    resolve: () => model,
  };
  const stream = () =>
    traceModels(models)
      .resolve('any')
      .stream(prompt, { signal: AbortSignal.timeout(60_000) });
  return { seen, stream };
}

describe('a call of a model', () => {
  const words = { kind: 'text', text: 'my secret words' } as const;

  it('tells how it went, and never what was said', async () => {
    const root = new MadeSpan('attempt');
    const { seen, stream } = modelOf([words, END]);
    const events: ModelEvent[] = [];
    await withSpan(root, async () => {
      for await (const event of stream()) events.push(event);
    });
    expect(events).toEqual([words, END]);
    const [call] = root.parts;
    expect(seen).toEqual([call, call, 'ended']);
    expect(call).toMatchObject({ isOpen: false, failures: [] });
    expect(call?.attributes).toMatchObject({
      'gen_ai.request.model': 'any',
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.response.finish_reasons': ['length'],
    });
    expect(JSON.stringify(call?.attributes)).not.toContain('secret');
  });

  it('that fails, or is read no further, ends', async () => {
    const root = new MadeSpan('attempt');
    const failing = modelOf([words, Object.assign(new Error('my secret words'), { code: 'UNAVAILABLE' })]);
    await withSpan(root, async () => {
      await expect(collect(failing.stream())).rejects.toThrow('my secret words');
    });
    const left = modelOf([words, words, END]);
    await withSpan(root, async () => {
      for await (const _ of left.stream()) break;
    });
    expect(left.seen.at(-1)).toBe('ended');
    expect(root.parts.map(({ isOpen, failures }) => [isOpen, failures])).toEqual([
      [false, ['UNAVAILABLE']],
      [false, []],
    ]);
  });

  it('outside of any trace is merely made', async () => {
    const { seen, stream } = modelOf([END]);
    for await (const event of stream()) expect(event).toEqual(END);
    expect(seen).toEqual([undefined, 'ended']);
  });
});
