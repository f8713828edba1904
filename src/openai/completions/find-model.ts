import { BadUserInputError, LexError } from '../../errors.ts';
import type { Model } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';

/**
 * The model that a client names; without a name, the default one.
 *
 * @throws {LexError} NOT_FOUND, as OpenAI's API tells it, when there is none, or it isn't offered
 */
export function findModel(models: Models, name: string | undefined): Model {
  try {
    return models.resolve(name);
  } catch (error) {
    throw error instanceof BadUserInputError ? modelNotFound(error.message) : error;
  }
}

/** The error for a model that isn't there. */
export function modelNotFound(message: string): LexError {
  return new LexError('NOT_FOUND', message, { param: 'model', reason: 'model_not_found' });
}
