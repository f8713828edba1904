import type { ProviderSettings } from '../config/config.ts';
import { formatModelName, type ModelName, PROVIDERS, type ProviderName, readModelName } from '../config/model-name.ts';
import { BadUserInputError } from '../errors.ts';
import { beginning } from '../language/graphemes.ts';
import type { Logger } from '../log.ts';
import { LexModel } from './local/lex-model.ts';
import type { Model } from './model.ts';
import { createAnthropicProvider } from './providers/anthropic.ts';
import { createCompatibleProvider } from './providers/compatible.ts';
import { createOllamaProvider } from './providers/ollama.ts';
import { createOpenAiProvider } from './providers/openai.ts';
import { longestWaitMs, type Silence } from './providers/patience.ts';
import type { Provider } from './providers/provider.ts';
import { RemoteModel } from './providers/remote-model.ts';

/** The models that this server can ask. */
export interface Models {
  /** The one that answers when nobody chooses. */
  readonly default: ModelName;
  /**
   * How long work that asks a model may take, in milliseconds: so long, or where that is longer, as long as a model may be
   * waited for and a minute for its words.
   */
  timeLimitMs(leastMs: number): number;
  /**
   * The model of that name, `provider/name`; without a text the default one.
   *
   * Nothing is loaded or called here: whether a provider knows the name turns out when it is asked.
   *
   * @throws {BadUserInputError} when the text isn't a model's name, its provider is unknown or not set up (also when
   * the default one isn't), or `local` has no such model
   */
  resolve(text: string | undefined | null): Model;
}

export interface ModelsOptions {
  readonly providers: ProviderSettings;
  readonly defaultModel: ModelName;
  /** How long providers may be silent. */
  readonly silence: Silence;
  readonly log: Logger;
}

/** What is left to a model for its words after the longest wait that is allowed. */
const WRITING_MS = 60_000;

export function createModels({ providers, defaultModel, silence, log }: ModelsOptions): Models {
  // One of each as long as the process runs: they learn what their server takes.
  const known = new Map<ProviderName, Provider | string>();
  const providerOf = (name: Exclude<ProviderName, 'local'>): Provider | string => {
    const provider = known.get(name) ?? setUpProvider(name, providers);
    known.set(name, provider);
    return provider;
  };
  return {
    default: defaultModel,
    timeLimitMs: (leastMs) => Math.max(leastMs, longestWaitMs(silence) + WRITING_MS),
    resolve(text) {
      const name = text == null ? defaultModel : readName(text);
      if (name.provider === 'local') return localModel(name);
      const provider = providerOf(name.provider);
      if (typeof provider === 'string') {
        throw new BadUserInputError(`${formatModelName(name)} needs ${provider} to be set.`);
      }
      return new RemoteModel(name, provider, { silence, log });
    },
  };
}

function readName(text: string): ModelName {
  const name = readModelName(text);
  if (name) return name;
  const shown = JSON.stringify(beginning(text, 100));
  throw new BadUserInputError(
    `${shown} is not a model: it takes provider/name, where the provider is one of ${PROVIDERS.join(', ')}.`,
  );
}

function localModel(name: ModelName): Model {
  if (name.name === 'lex') return new LexModel();
  throw new BadUserInputError(`There is no ${formatModelName(name)}: the only local model is local/lex.`);
}

/** The provider, or the name of the environment variable that it lacks. */
export function setUpProvider(name: Exclude<ProviderName, 'local'>, settings: ProviderSettings): Provider | string {
  const { openai, anthropic, ollama, compatible } = settings;
  switch (name) {
    case 'openai':
      return openai.apiKey ? createOpenAiProvider({ ...openai, apiKey: openai.apiKey }) : 'OPENAI_API_KEY';
    case 'anthropic':
      return anthropic.apiKey
        ? createAnthropicProvider({ ...anthropic, apiKey: anthropic.apiKey })
        : 'ANTHROPIC_API_KEY';
    case 'ollama':
      return createOllamaProvider(ollama);
    case 'compatible':
      return compatible.baseUrl
        ? createCompatibleProvider({ ...compatible, baseUrl: compatible.baseUrl })
        : 'COMPATIBLE_BASE_URL';
  }
}
