import type { ModelName } from '../../config/model-name.ts';
import type { Completion } from '../completion.ts';
import type { Prompt, PromptMessage } from '../model.ts';
import { MEDIA_TOKENS, mediaOf, textsOf } from '../prompt/completion-texts.ts';
import { toSentCompletion, toSentPrompt } from '../prompt/prompt-messages.ts';
import { type ImageSize, imageTokens } from './image-tokens.ts';
import { textUnits } from './text-units.ts';

/** What each message costs besides its text: three or four tokens in the templates of most models. */
const MESSAGE_TOKENS = 4;

/**
 * The prompt's share of the context. The rest is for the answer: Anthropic counts the longest answer that was asked
 * for, however short it then is.
 */
const PROMPT_SHARE = 2 / 3;

/** A reported limit below this is not believed: every language model in use takes more. */
export const LEAST_CONTEXT = 256;

/** A model's tokens for a unit of text are believed only within these bounds. */
export const LEAST_PER_UNIT = 0.25;
export const MOST_PER_UNIT = 8;

/** What is known of a model's context at one moment: how many tokens it takes, and how it counts them. */
export class ModelContext {
  readonly model: ModelName;
  /** How many tokens a prompt and its answer may hold together. */
  readonly limitTokens: number;
  /** The model's tokens for a unit of text, which text-units.ts defines. */
  readonly tokensPerUnit: number;

  constructor(model: ModelName, { limitTokens, tokensPerUnit }: { limitTokens: number; tokensPerUnit: number }) {
    this.model = model;
    this.limitTokens = limitTokens;
    this.tokensPerUnit = tokensPerUnit;
  }

  /** How many tokens a prompt may have, so that the context has space for the answer. */
  get promptTokens(): number {
    return Math.floor(this.limitTokens * PROMPT_SHARE);
  }

  /** About how many tokens a text takes. */
  tokensOf(text: string): number {
    return Math.ceil(textUnits(text) * this.tokensPerUnit);
  }

  /**
   * How many tokens a text takes, rather too many than too few, and not rounded: what comes in pieces can be added up.
   * What was learned of how a model counts is true of most texts, not of each, so that it lowers nothing here.
   */
  mostTokensOf(text: string): number {
    return textUnits(text) * Math.max(1, this.tokensPerUnit);
  }

  /** About how many tokens a message with this text takes. */
  tokensOfMessage(text: string): number {
    return this.tokensOf(text) + MESSAGE_TOKENS;
  }

  /** About how many tokens images take. What was learned of how the model counts texts says nothing of them. */
  tokensOfImages(images: readonly ImageSize[]): number {
    return images.reduce((sum, image) => sum + imageTokens(image, this.model.provider), 0);
  }

  /** About how many tokens a message takes with its images. */
  tokensOfTurn({ content, images = [] }: Pick<PromptMessage, 'content' | 'images'>): number {
    return this.tokensOfMessage(content) + this.tokensOfImages(images);
  }

  /** About how many tokens a prompt takes in the form in which it is sent. */
  tokensOfPrompt(prompt: Prompt): number {
    const { system, messages } = toSentPrompt(prompt);
    const turns = [...(system === undefined ? [] : [{ content: system }]), ...messages];
    return turns.reduce((sum, turn) => sum + this.tokensOfTurn(turn), 0);
  }

  /** The same for a completion, with its tools, images and sounds. */
  tokensOfCompletion(completion: Completion): number {
    const sent = toSentCompletion(completion);
    const ofTexts = textsOf(sent).reduce((sum, text) => sum + this.tokensOfMessage(text), 0);
    return ofTexts + mediaOf(sent).length * MEDIA_TOKENS;
  }

  /**
   * What to believe after the model refused a prompt as too long.
   *
   * A limit that it reports is believed when it is lower than the known one. When the prompt should have fitted into
   * the reported limit, it has more tokens than was thought. When no limit was reported, half of the prompt may fit.
   *
   * @param tokens how many tokens the refused prompt was thought to have
   * @param told the limit that the model reported, for prompt and answer together
   */
  afterRefusal(tokens: number, told: number | undefined): ModelContext {
    const { limitTokens, tokensPerUnit } = this;
    if (told === undefined || !(told >= LEAST_CONTEXT)) {
      const halved = Math.floor(Math.min(limitTokens, tokens / PROMPT_SHARE) / 2);
      return new ModelContext(this.model, { limitTokens: halved, tokensPerUnit });
    }
    if (told < limitTokens) return new ModelContext(this.model, { limitTokens: Math.floor(told), tokensPerUnit });
    return new ModelContext(this.model, { limitTokens, tokensPerUnit: tokensPerUnit * 2 });
  }
}
