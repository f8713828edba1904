import type { Owner } from '../accounts/viewer.ts';
import { formatModelName } from '../config/model-name.ts';
import { LexError } from '../errors.ts';
import type { EmbeddingModel } from '../models/embeddings.ts';
import { RefusedInputError } from '../models/failures/model-error.ts';
import { modelNotFound } from './completions/find-model.ts';
import type { EmbeddingsRequest } from './embeddings-request.ts';

/** How long vectors may take in all, in milliseconds: a local provider computes those of thousands of texts slowly. */
export const EMBEDDINGS_TIME_LIMIT_MS = 10 * 60_000;

/**
 * Makes vectors with the embedding model that is configured, in the form of OpenAI's API.
 *
 * @throws {LexError} NOT_FOUND when there is none, or another is named; BUDGET_EXCEEDED; BAD_USER_INPUT when the model
 *   takes no vector of a text; UNAVAILABLE
 */
export async function embed(
  embeddings: EmbeddingModel | undefined,
  { model, texts, isBase64 }: EmbeddingsRequest,
  { owner, signal }: { readonly owner: Owner; readonly signal: AbortSignal },
): Promise<object> {
  const chosen = chooseModel(embeddings, model);
  let tokens = 0;
  const onCounted = (inputTokens: number): void => {
    tokens += inputTokens;
  };
  const payer = { ownerId: owner.id, use: 'EMBEDDING' } as const;
  const vectors = await chosen.embed(texts, { payer, signal, onCounted }).catch((error: unknown) => {
    throw error instanceof RefusedInputError ? refusedText(error) : error;
  });
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: isBase64 ? base64Of(vector) : [...vector],
    })),
    model: formatModelName(chosen.name),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function chooseModel(embeddings: EmbeddingModel | undefined, named: string | undefined): EmbeddingModel {
  if (!embeddings) throw modelNotFound('This server has no embedding model: its operator may set LEX_EMBEDDING_MODEL.');
  const name = formatModelName(embeddings.name);
  if (named === undefined || named === name || named === embeddings.name.name) return embeddings;
  throw modelNotFound(`The embedding model of this server is ${name}.`);
}

function refusedText(error: RefusedInputError): LexError {
  return new LexError('BAD_USER_INPUT', error.message, { param: 'input' });
}

/** Numbers of 32 bits, the lowest byte first, as OpenAI writes them. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [at, number] of vector.entries()) bytes.writeFloatLE(number, at * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}
