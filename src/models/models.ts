import type { ProviderSettings } from '../config/config.ts';
import { formatModelName, type ModelName, PROVIDERS, type ProviderName, readModelName } from '../config/model-name.ts';
import { BadUserInputError } from '../errors.ts';
import { beginning } from '../language/graphemes.ts';
import type { Logger } from '../log.ts';
import { LexModel } from './local/lex-model.ts';
import type { Model, UnmeteredModel } from './model.ts';
import { createAnthropicProvider } from './providers/anthropic.ts';
import { createCompatibleProvider } from './providers/compatible.ts';
import { createOllamaProvider } from './providers/ollama.ts';
import { createOpenAiProvider } from './providers/openai.ts';
import { longestWaitMs, type Silence } from './providers/patience.ts';
import type { Provider } from './providers/provider.ts';
import { RemoteModel } from './providers/remote-model.ts';
import { takesImageType } from './sight/image-types.ts';
import { createModelSight } from './sight/model-sight.ts';

/** Finds the models that this server can ask. */
export interface Models<Found = Model> {
  /** The model that answers when the user chooses none. */
  readonly default: ModelName;
  /**
   * The models to choose from, the default first. Without a list of the operator these are those that are certain to be
   * there.
   */
  readonly offered: readonly ModelName[];
  /**
   * The time limit of an attempt that asks a model, in milliseconds: `leastMs`, or, when that is longer, the longest
   * wait for a model's tokens and a minute for its words.
   */
  timeLimitMs(leastMs: number): number;
  /** Whether a model can be shown images: see sight/model-sight.ts. Its provider may be asked. It never throws. */
  sees(model: ModelName): Promise<boolean>;
  /** Whether a model that sees can be shown images of a media type: see sight/image-types.ts. */
  takesImage(model: ModelName, contentType: string): boolean;
  /**
   * Finds the model with the name `provider/name`; without a text, the default one.
   *
   * Nothing is loaded or called. Whether a provider knows the name turns out when the model is asked.
   *
   * @throws {BadUserInputError} when the text isn't a model's name, its provider is unknown or isn't set up, or `local`
   *   has no such model; also when the default model's provider isn't set up, or the operator offers others
   */
  resolve(text: string | undefined | null): Found;
}

export interface ModelsOptions {
  readonly providers: ProviderSettings;
  readonly defaultModel: ModelName;
  /** The models that may be chosen besides the default; empty: those of every provider that is set up. */
  readonly choice?: readonly ModelName[] | undefined;
  /** Models that see, whatever else is known of them. */
  readonly seeing?: readonly ModelName[] | undefined;
  /** How long providers may be silent. */
  readonly silence: Silence;
  readonly log: Logger;
}

const LEX: ModelName = { provider: 'local', name: 'lex' };

/** The time for a model's words after the longest wait for its tokens. */
const WRITING_MS = 60_000;

export function createModels({
  providers,
  defaultModel,
  choice = [],
  seeing = [],
  silence,
  log,
}: ModelsOptions): Models<UnmeteredModel> {
  // Each provider is created once: it learns what its server accepts.
  const known = new Map<ProviderName, Provider | string>();
  const providerOf = (name: Exclude<ProviderName, 'local'>): Provider | string => {
    const provider = known.get(name) ?? setUpProvider(name, providers);
    known.set(name, provider);
    return provider;
  };
  const isSetUp = ({ provider }: ModelName) => provider === 'local' || typeof providerOf(provider) !== 'string';
  const sight = createModelSight({
    named: seeing,
    log,
    async ask({ provider: of, name: model }, signal) {
      const provider = of === 'local' ? undefined : providerOf(of);
      return typeof provider === 'object' ? provider.sees?.({ model, signal }) : undefined;
    },
  });
  const chosen = new Map([defaultModel, ...choice].map((name) => [formatModelName(name), name]));
  const offered = choice.length > 0 ? chosen : new Map(chosen).set(formatModelName(LEX), LEX);
  return {
    default: defaultModel,
    offered: [...offered.values()].filter(isSetUp),
    sees: (model) => sight.sees(model),
    takesImage: takesImageType,
    timeLimitMs: (leastMs) => Math.max(leastMs, longestWaitMs(silence) + WRITING_MS),
    resolve(text) {
      const name = text == null ? defaultModel : readName(text);
      if (choice.length > 0 && !chosen.has(formatModelName(name))) throw notOffered(name, [...chosen.keys()]);
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

function notOffered(name: ModelName, chosen: readonly string[]): BadUserInputError {
  const shown = beginning(formatModelName(name), 100);
  return new BadUserInputError(`This server doesn’t offer ${shown}: choose one of ${chosen.slice(0, 20).join(', ')}.`);
}

function localModel(name: ModelName): Model {
  if (name.name === 'lex') return new LexModel();
  throw new BadUserInputError(`There is no ${formatModelName(name)}: the only local model is local/lex.`);
}

/** Creates a provider; returns the name of an environment variable instead, when that has to be set for it. */
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
