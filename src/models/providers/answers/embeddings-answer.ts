import { z } from 'zod';
import { FailureError } from '../../failures/failure.ts';
import { errorIn, readReportedError } from '../http/reported-error.ts';

const index = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number),
]);
const answerSchema = z.object({
  data: z.array(
    z.object({
      index: index.optional().catch(undefined),
      embedding: z
        .union([z.array(z.number()), z.string()])
        .optional()
        .catch(undefined),
    }),
  ),
});
type Item = z.infer<typeof answerSchema>['data'][number];

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const FLOAT_BYTES = 4;

/**
 * Reads the vectors in an answer, in the order of the texts. The index of a vector says to which text it belongs, not
 * its place in the answer.
 *
 * @throws {FailureError} that says what is wrong with them
 */
export function readEmbeddings(answer: unknown, texts: number): Float32Array[] {
  const error = errorIn(answer);
  if (error !== undefined) throw new FailureError(readReportedError(error));
  const read = answerSchema.safeParse(answer);
  if (!read.success) throw garbled('no list of vectors');
  const vectors = inOrder(read.data.data, texts).map(readVector);
  const length = vectors[0]?.length;
  if (vectors.some((vector) => vector.length !== length)) throw garbled('vectors of different lengths');
  return vectors;
}

function inOrder(items: readonly Item[], texts: number): Item[] {
  if (items.length !== texts) throw garbled(`${items.length} vectors for ${texts} texts`);
  const [only] = items;
  if (only && texts === 1) return [only];
  const ordered = new Map<number, Item>();
  for (const item of items) {
    if (item.index === undefined) throw garbled('a vector without an index');
    if (item.index < 0 || item.index >= texts)
      throw garbled(`a vector with the index ${item.index} for ${texts} texts`);
    if (ordered.has(item.index)) throw garbled(`two vectors with the index ${item.index}`);
    ordered.set(item.index, item);
  }
  return [...ordered].sort(([one], [other]) => one - other).map(([, item]) => item);
}

function readVector({ embedding }: Item): Float32Array {
  if (embedding === undefined) throw garbled('a vector that is no list of numbers');
  const vector = typeof embedding === 'string' ? readBase64(embedding) : Float32Array.from(embedding);
  if (vector.length === 0) throw garbled('a vector without a number');
  if (!vector.every(Number.isFinite)) throw garbled('a vector with a number that is none, or too large');
  if (vector.every((number) => number === 0)) throw garbled('a vector of zeros, which lies in no direction');
  return vector;
}

/** Numbers of 32 bits, the lowest byte first, as OpenAI's `encoding_format` has them. */
function readBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, 'base64');
  if (!BASE64.test(text) || bytes.length % FLOAT_BYTES !== 0) throw garbled('a vector that is no list of numbers');
  return Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, at) => bytes.readFloatLE(at * FLOAT_BYTES));
}

function garbled(came: string): FailureError {
  return new FailureError({ kind: 'garbled', came });
}
