import { LexError } from '../../errors.ts';

/** The provider can't or won't answer. */
export class ModelError extends LexError {
  constructor(message: string, options?: { cause?: unknown; retryAfterMs?: number }) {
    super('UNAVAILABLE', message, options);
  }
}

/** The prompt is longer than the model takes; it may take a shorter one. */
export class PromptTooLongError extends ModelError {
  /** How many tokens it takes in all, where the provider told. */
  readonly limitTokens: number | undefined;

  constructor(
    message: string,
    { limitTokens, ...options }: { limitTokens?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options);
    this.limitTokens = limitTokens;
  }
}

/** The provider or its model refuses this input; it may take another. */
export class RefusedInputError extends ModelError {}

/** The provider has no model of this name. */
export class UnknownModelError extends ModelError {}
