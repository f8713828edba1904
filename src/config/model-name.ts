import type { ValueKind } from './setting.ts';

export const PROVIDERS = ['local', 'openai', 'anthropic', 'ollama', 'compatible'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** A model's full name, `provider/name`. The name may hold slashes itself. */
export interface ModelName {
  readonly provider: ProviderName;
  readonly name: string;
}

/** The longest name that is taken, in UTF-16 units; no known model has one as long. */
const LONGEST_NAME = 200;

/**
 * Characters that are invisible, or change how their neighbours look: with them a name could forge lines of the log.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Parses `provider/name`; returns undefined when the text has another form or names an unknown provider.
 *
 * Servers are free in how they name their models: spaces, brackets, `#`, `:` and `@` are all in use.
 */
export function readModelName(text: string): ModelName | undefined {
  const slash = text.indexOf('/');
  const provider = PROVIDERS.find((each) => each === text.slice(0, slash));
  const name = text.slice(slash + 1);
  const isName = name.trim() !== '' && name.length <= LONGEST_NAME && !INVISIBLE.test(name);
  return slash > 0 && provider && isName ? { provider, name } : undefined;
}

/** The text form of a model's name: `provider/name`. */
export function formatModelName({ provider, name }: ModelName): string {
  return `${provider}/${name}`;
}

/** The name of a model of one of these providers. */
export function modelOf(providers: readonly ProviderName[]): ValueKind<ModelName> {
  return {
    takes: `provider/name, where the provider is one of ${providers.join(', ')}`,
    read: (text) => {
      const model = readModelName(text);
      return model && providers.includes(model.provider) ? model : undefined;
    },
  };
}
