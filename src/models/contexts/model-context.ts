import type { ModelName } from '../../config/model-name.ts';
import type { Prompt } from '../model.ts';
import { toPromptMessages } from '../prompt/prompt-messages.ts';
import { textUnits } from './text-units.ts';

/** What the marks round each message cost: three or four tokens in the templates of most models. */
const MESSAGE_TOKENS = 4;

/** Of the context the rest is room for the answer: Anthropic counts all that it may have, used or not. */
const PROMPT_SHARE = 2 / 3;

/** A told limit below this is none: no language model in use takes so little. */
export const LEAST_CONTEXT = 256;

/** A model's tokens for a unit of text are believed within these bounds. */
export const LEAST_PER_UNIT = 0.25;
export const MOST_PER_UNIT = 8;

/** What is known of a model's context at a moment: how much it takes, and how it counts. */
export class ModelContext {
  readonly model: ModelName;
  /** How many tokens a prompt and its answer may hold together. */
  readonly limitTokens: number;
  /** The model's tokens for each unit of text: see text-units.ts. */
  readonly tokensPerUnit: number;

  constructor(model: ModelName, { limitTokens, tokensPerUnit }: { limitTokens: number; tokensPerUnit: number }) {
    this.model = model;
    this.limitTokens = limitTokens;
    this.tokensPerUnit = tokensPerUnit;
  }

  /** How many tokens a prompt may hold, so that there is room for the answer. */
  get promptTokens(): number {
    return Math.floor(this.limitTokens * PROMPT_SHARE);
  }

  /** About how many tokens a text takes. */
  tokensOf(text: string): number {
    return Math.ceil(textUnits(text) * this.tokensPerUnit);
  }

  /** The same with what a turn costs besides its text. */
  tokensOfTurn(text: string): number {
    return this.tokensOf(text) + MESSAGE_TOKENS;
  }

  /** About how many tokens a prompt takes in the form in which it is sent. */
  tokensOfPrompt(prompt: Prompt): number {
    const { system, messages } = toPromptMessages(prompt);
    const texts = [...(system === undefined ? [] : [system]), ...messages.map(({ content }) => content)];
    return texts.reduce((sum, text) => sum + this.tokensOfTurn(text), 0);
  }

  /**
   * What to believe after the model refused a prompt as too long. A limit that it told, and that was not believed, is the
   * truth. Where it told none, half of the prompt may fit. A prompt that should have fitted into the limit that it told has
   * more tokens than it seemed.
   *
   * @param tokens how many the refused prompt seemed to have
   * @param told what the model said that it takes in all
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
