import { Tokenizer } from '@streamparser/json';
import { brokenText } from './broken-text.ts';
import { ElementReading, type JsonElement } from './element-reading.ts';

/** A single text or number of more bytes ends the reading, since it has to be held to be passed over. */
const LONGEST_TOKEN = 32 * 2 ** 20;

/**
 * Reads a JSON text piece by piece: the elements of an array one after the other, or the one value that it is. No more
 * than an element and a chunk of the text are in memory.
 *
 * @param name of the text, for messages
 * @throws {ImportRefusedError} when it isn't JSON, or ends before its end
 */
export async function* jsonElements(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<JsonElement> {
  const reading = new ElementReading();
  const tokenizer = new Tokenizer();
  // Errors are kept, and looked at after each chunk: the tokenizer also hands over what `onToken` throws.
  let isBroken = false;
  let last = 0;
  let written = 0;
  tokenizer.onToken = (token) => {
    last = token.offset;
    isBroken ||= !reading.take(token);
  };
  tokenizer.onError = () => {
    isBroken = true;
  };
  for await (const chunk of bytes) {
    tokenizer.write(chunk);
    written += chunk.length;
    if (isBroken) throw brokenText(name, `is not one JSON text from byte ${last} on`);
    if (written - last > LONGEST_TOKEN) throw brokenText(name, 'holds a single text that is too long');
    yield* reading.taken();
  }
  if (!tokenizer.isEnded) tokenizer.end();
  yield* reading.taken();
  if (isBroken || !reading.hasEnded) throw brokenText(name, 'ends too early: take a whole copy');
}
