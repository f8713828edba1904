import type { ArchiveText } from './archive.ts';
import { jsonElements } from './json-elements.ts';

/** An element of an archive's texts. */
export interface ArchiveValue {
  /** Undefined: it was too large to be read. */
  readonly value: unknown;
  /** Where it stands, for the report. */
  readonly where: string;
}

/** After so many bytes it is told how far the reading is. */
const TOLD_EVERY_BYTES = 2 ** 20;

/**
 * The elements of all texts of an archive, one after the other.
 *
 * @param onProgress told now and then which part of the bytes has been read, 0 to 1
 * @throws {ImportRefusedError} when one of them can't be read
 */
export async function* valuesOf(
  texts: readonly ArchiveText[],
  { signal, onProgress }: { readonly signal: AbortSignal; onProgress(part: number): Promise<void> },
): AsyncGenerator<ArchiveValue> {
  const total = texts.reduce((sum, { bytes }) => sum + bytes, 1);
  let read = 0;
  let told = 0;
  async function* counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      read += chunk.length;
      yield chunk;
      if (read - told < TOLD_EVERY_BYTES) continue;
      told = read;
      await onProgress(read / total);
    }
  }
  for (const { name, content } of texts) {
    let number = 0;
    for await (const element of jsonElements(counted(content()), name)) {
      number++;
      yield {
        value: element.kind === 'value' ? element.value : undefined,
        where: `${name} ${number}`,
      };
    }
  }
}
