import type { Response } from 'undici';
import { FailureError, readFailure } from '../failures/failure.ts';
import { readEmbeddings } from './answers/embeddings-answer.ts';
import { countOf, fieldsOf, parseJson } from './http/json.ts';
import type { ProviderHttp } from './http/provider-http.ts';
import { requestIdOf } from './http/refusal.ts';
import type { Provider } from './provider.ts';

/** The longest answer that is read, in UTF-16 units: 64 vectors of 16,384 numbers of some 20 digits. */
const LONGEST_ANSWER = 32_000_000;

/** Asks a server with OpenAI's embeddings API for vectors. The AI SDK isn't used, since it ignores their indexes. */
export function askEmbeddings(http: ProviderHttp): NonNullable<Provider['embed']> {
  return async ({ model, texts, signal }) => {
    const response = await http.call({ path: 'embeddings', body: JSON.stringify({ model, input: texts }), signal });
    try {
      const answer = parseJson(await readWhole(response));
      const { prompt_tokens, total_tokens } = fieldsOf(fieldsOf(answer)['usage']);
      return {
        vectors: readEmbeddings(answer, texts.length),
        inputTokens: countOf(prompt_tokens) ?? countOf(total_tokens),
      };
    } catch (error) {
      throw new FailureError(readFailure(error), requestIdOf(response));
    }
  };
}

async function readWhole({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  for await (const bytes of body ?? []) {
    const piece = decoder.decode(bytes, { stream: true });
    pieces.push(piece);
    length += piece.length;
    if (length > LONGEST_ANSWER) throw new FailureError({ kind: 'garbled', came: 'an answer without an end' });
  }
  return pieces.join('') + decoder.decode();
}
