import { z } from 'zod';
import { modelText } from '../models/model.ts';
import { parseInput, wellFormedText } from '../parse-input.ts';

/** As many texts as OpenAI takes in a call. */
const MOST_TEXTS = 2_048;
const text = wellFormedText({ min: 1, max: 1_000_000 });
const INPUT = `takes a text, or a list of 1 to ${MOST_TEXTS.toLocaleString('en')} texts; tokens are not taken`;

const request = z.object({
  model: modelText,
  input: z.union([text, z.array(text).min(1).max(MOST_TEXTS)], { error: INPUT }),
  encoding_format: z.enum(['float', 'base64'], { error: 'takes float or base64' }).nullish(),
  dimensions: z.null({ error: 'is not taken: vectors have the length that the model gives them' }).optional(),
});

/** What is asked of an embedding model. */
export interface EmbeddingsRequest {
  /** Undefined: the one that is configured. */
  readonly model: string | undefined;
  readonly texts: readonly string[];
  readonly isBase64: boolean;
}

/** @throws {BadUserInputError} that names the field which is wrong */
export function readEmbeddingsRequest(body: unknown): EmbeddingsRequest {
  const { model, input, encoding_format: format } = parseInput(request, body);
  return {
    model: model ?? undefined,
    texts: typeof input === 'string' ? [input] : input,
    isBase64: format === 'base64',
  };
}
