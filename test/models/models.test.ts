import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ProviderSettings } from '../../src/config/config.ts';
import { formatModelName, type ModelName } from '../../src/config/model-name.ts';
import { BadUserInputError } from '../../src/errors.ts';
import { createLog } from '../../src/log.ts';
import { createModels } from '../../src/models/models.ts';

const NOTHING: ProviderSettings = {
  openai: { apiKey: undefined, baseUrl: undefined },
  anthropic: { apiKey: undefined, baseUrl: undefined },
  ollama: { baseUrl: undefined },
  compatible: { apiKey: undefined, baseUrl: undefined },
};
const LEX: ModelName = { provider: 'local', name: 'lex' };

function models(providers: ProviderSettings = NOTHING, defaultModel: ModelName = LEX) {
  const silence = { firstTokenMs: 1_000, betweenMs: 1_000 };
  return createModels({ providers, defaultModel, silence, log: createLog('silent') });
}

/** The message with which a name is refused. */
function refusal(name: string | undefined, from = models()): string {
  try {
    from.resolve(name);
  } catch (error) {
    expect(error).toBeInstanceOf(BadUserInputError);
    if (error instanceof BadUserInputError) return error.message;
  }
  throw new Error(`${name} was taken`);
}

describe('the models', () => {
  it.each([undefined, null])('are the default one when %s is asked for', (nothing) => {
    expect(models().resolve(nothing).name).toEqual(LEX);
  });

  it.each(['openai/gpt-x', 'anthropic/claude-x', 'ollama/llama3.2:1b', 'compatible/org/model', 'local/lex'])(
    'include %s when everything is set up',
    (name) => {
      const all = models({
        openai: { apiKey: 'k', baseUrl: undefined },
        anthropic: { apiKey: 'k', baseUrl: undefined },
        ollama: { baseUrl: undefined },
        compatible: { apiKey: undefined, baseUrl: 'http://127.0.0.1:1' },
      });
      expect(formatModelName(all.resolve(name).name)).toBe(name);
    },
  );

  it.each(['', 'gpt-x', 'google/gemini', '/x', 'openai/', 'openai/ ', 'openai/a\nb', `openai/${'x'.repeat(201)}`])(
    'refuse %j, and list the providers',
    (name) => {
      expect(refusal(name)).toContain('local, openai, anthropic, ollama, compatible');
    },
  );

  it('cut a long name in the refusal', () => {
    expect(refusal('x'.repeat(30_000)).length).toBeLessThan(300);
  });

  it('know only one local model', () => {
    expect(refusal('local/other')).toBe('There is no local/other: the only local model is local/lex.');
  });

  it.each([
    ['openai/gpt-x', 'OPENAI_API_KEY'],
    ['anthropic/claude-x', 'ANTHROPIC_API_KEY'],
    ['compatible/x', 'COMPATIBLE_BASE_URL'],
  ])('say what %s lacks', (name, variable) => {
    expect(refusal(name)).toBe(`${name} needs ${variable} to be set.`);
  });

  it('say what the default one lacks', () => {
    const unset = models(NOTHING, { provider: 'openai', name: 'gpt-x' });
    expect(refusal(undefined, unset)).toBe('openai/gpt-x needs OPENAI_API_KEY to be set.');
  });

  it('load no SDK, no undici and no mathjs before they are asked', () => {
    const reached = staticImports(resolve(import.meta.dirname, '../../src/models/models.ts'));
    expect([...reached]).toContain('stemmer');
    expect([...reached].filter((name) => /^(?:ai|@ai-sdk|undici|mathjs)/.test(name))).toEqual([]);
  });
});

/** The packages that a file loads when it is imported, by way of our own files too. */
function staticImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const packages = new Set<string>();
  const source = readFileSync(file, 'utf8');
  for (const [, name = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm)) {
    if (!name.startsWith('.')) packages.add(name);
    else {
      const next = fileURLToPath(new URL(name, `file://${dirname(file)}/`));
      for (const each of staticImports(next, seen)) packages.add(each);
    }
  }
  return packages;
}
