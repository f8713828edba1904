import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelName } from '../../../src/config/model-name.ts';
import type { Database } from '../../../src/database/database.ts';
import { knownContextTokens } from '../../../src/models/contexts/known-contexts.ts';
import type { ModelContext } from '../../../src/models/contexts/model-context.ts';
import { LIMIT_HOURS } from '../../../src/models/contexts/model-context-store.ts';
import { createModelContexts, type ModelContexts } from '../../../src/models/contexts/model-contexts.ts';
import { textUnits } from '../../../src/models/contexts/text-units.ts';
import { openTestDatabase } from '../../support/lex/memory-node.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});

let made = 0;
/** A model that nobody has asked yet. */
const newModel = (provider: ModelName['provider'] = 'compatible'): ModelName => ({ provider, name: `new-${made++}` });
/** What a process knows. */
const processOf = (contextTokens?: number): ModelContexts =>
  createModelContexts({ database, contextTokens, log: pino({ level: 'silent' }) });

describe('the context of a model', () => {
  it.each([
    ['openai', 'gpt-4o-mini', 128_000],
    ['openai', 'gpt-4', 8_192],
    ['openai', 'gpt-4.1', 131_072],
    ['anthropic', 'claude-sonnet-4-5', 131_072],
    ['compatible', 'meta-llama/Meta-Llama-3-8B-Instruct', 8_192],
    ['compatible', 'microsoft/phi-3-mini-128k-instruct', 131_072],
    ['compatible', 'who/knows', 32_768],
    ['ollama', 'llama3.1:70b', 4_096],
    ['ollama', 'gpt-oss:120b-cloud', 131_072],
  ] as const)('of %s/%s is known by its name', (provider, name, tokens) => {
    expect(knownContextTokens({ provider, name })).toBe(tokens);
  });

  it('is what the operator says, whatever is known', async () => {
    expect((await processOf(9_999).of({ provider: 'openai', name: 'gpt-4' })).limitTokens).toBe(9_999);
    expect((await processOf(1_000_000).of({ provider: 'openai', name: 'gpt-4' })).limitTokens).toBe(1_000_000);
  });

  it('is what a refusal taught, if that is less, in every process and after every start', async () => {
    const model = newModel();
    const one = processOf(20_000);
    await one.learnLimit((await one.of(model)).afterRefusal(13_000, 8_000));
    expect((await one.of(model)).limitTokens).toBe(8_000);
    expect((await processOf(20_000).of(model)).limitTokens).toBe(8_000);
    expect((await processOf().of(model)).limitTokens).toBe(8_000);
    expect((await processOf(4_000).of(model)).limitTokens).toBe(4_000);
  });

  it('is the smaller of two limits that processes learn at once', async () => {
    const model = newModel();
    const [one, two] = [processOf(), processOf()];
    const contexts = await Promise.all([one.of(model), two.of(model)]);
    await Promise.all([
      one.learnLimit(contexts[0].afterRefusal(1, 6_000)),
      two.learnLimit(contexts[1].afterRefusal(1, 7_000)),
    ]);
    expect((await processOf().of(model)).limitTokens).toBe(6_000);
  });

  it('is tried again as it was known before, when what was learned is old', async () => {
    const model = newModel();
    const one = processOf();
    await one.learnLimit((await one.of(model)).afterRefusal(1, 6_000));
    await database.prisma.$executeRaw`
      UPDATE "ModelContext" SET "limitLearnedAt" = now() - make_interval(hours => ${LIMIT_HOURS + 1}::int)
      WHERE "model" = ${`compatible/${model.name}`}`;
    const later = processOf();
    expect((await later.of(model)).limitTokens).toBe(32_768);
    await later.learnLimit((await later.of(model)).afterRefusal(1, 12_000));
    expect((await processOf().of(model)).limitTokens).toBe(12_000);
  });
});

describe('after a refusal', () => {
  const known = async () => (await processOf(9_000).of(newModel())) as ModelContext;

  it('half of the refused prompt is tried, where the model doesn’t say what it takes', async () => {
    expect((await known()).afterRefusal(4_000, undefined).promptTokens).toBe(2_000);
  });

  it.each([0, -1, 17, Number.NaN])('a told limit of %s is passed over', async (told) => {
    expect((await known()).afterRefusal(4_000, told).promptTokens).toBe(2_000);
  });

  it('by a model whose limit was kept to, its text has more tokens than it seemed', async () => {
    const refused = await known();
    const next = refused.afterRefusal(4_000, 9_000);
    expect(next.limitTokens).toBe(9_000);
    expect(next.tokensOf('some text')).toBe(2 * refused.tokensOf('some text'));
  });
});

describe('how a model counts', () => {
  /** Tells of prompts of so many tokens, as it seems, that the model counts as so many times that. */
  async function afterCounts(model: ModelName, units: readonly number[], perUnit: number): Promise<number> {
    const contexts = processOf();
    for (const each of units) {
      const context = await contexts.of(model);
      const tokens = each * context.tokensPerUnit;
      await contexts.learnCount(context, { tokens, inputTokens: Math.round(each * perUnit) });
    }
    return (await processOf().of(model)).tokensPerUnit;
  }

  it.each([0.4, 0.7, 1.6, 3])('is learned from its counts: %s tokens a unit', async (perUnit) => {
    const learned = await afterCounts(newModel(), Array(8).fill(900), perUnit);
    expect(learned / perUnit).toBeGreaterThan(0.85);
    expect(learned / perUnit).toBeLessThan(1.15);
  });

  it('is learned from a conversation that grows', async () => {
    const growing = Array.from({ length: 30 }, (_, n) => 3_000 * 1.2 ** n);
    expect(await afterCounts(newModel(), growing, 0.6)).toBeLessThan(0.7);
  });

  it.each([0, -5, 1, 12, 1e12, Number.NaN, undefined])('is not learned from a count of %s', async (inputTokens) => {
    const model = newModel();
    const contexts = processOf();
    await contexts.learnCount(await contexts.of(model), { tokens: 900, inputTokens });
    expect((await processOf().of(model)).tokensPerUnit).toBe(1);
  });

  it('is not learned from a prompt of a few words', async () => {
    expect(await afterCounts(newModel(), Array(20).fill(30), 2)).toBe(1);
  });

  it('is not taken for less because a server cuts off what is too long', async () => {
    const model = newModel();
    await afterCounts(model, Array(8).fill(900), 0.8);
    const contexts = processOf();
    for (let n = 0; n < 30; n++) {
      await contexts.learnCount(await contexts.of(model), { tokens: 12_000, inputTokens: 8_192 });
    }
    expect((await processOf().of(model)).tokensPerUnit).toBeGreaterThan(0.6);
  });

  it('shows where Ollama cuts off, once its count is known', async () => {
    const model = newModel('ollama');
    const contexts = processOf(32_000);
    await contexts.learnCount(await contexts.of(model), { tokens: 12_000, inputTokens: 4_090 });
    expect((await contexts.of(model)).limitTokens).toBe(32_000);
    for (let n = 0; n < 8; n++) {
      const context = await contexts.of(model);
      await contexts.learnCount(context, { tokens: 900 * context.tokensPerUnit, inputTokens: 700 });
    }
    await contexts.learnCount(await contexts.of(model), { tokens: 12_000, inputTokens: 4_090 });
    expect((await processOf(32_000).of(model)).limitTokens).toBe(4_090);
  });
});

it('scripts whose characters take more tokens count for more', () => {
  const [latin = 0, cyrillic = 0, chinese = 0, emoji = 0] = ['a', 'ж', '語', '😀'].map((each) =>
    textUnits(each.repeat(300)),
  );
  expect([latin, cyrillic, chinese, emoji]).toEqual(
    [latin, cyrillic, chinese, emoji].sort((one, other) => one - other),
  );
  expect(latin).toBeCloseTo(100);
  expect(chinese).toBeGreaterThan(300);
});
