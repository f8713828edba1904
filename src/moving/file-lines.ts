import { createHash } from 'node:crypto';
import { z } from 'zod';
import { fileLine, type MovedFiles } from './export-format.ts';

/** What of the row of a file says where its bytes are. */
export const movedFile = z.object({ id: z.uuid(), place: z.string(), sha256: z.string() });
export type MovedFile = z.infer<typeof movedFile>;

/** Where the bytes of files are read. */
export interface FileSource {
  /** Begins to read a file; undefined when its bytes can't be had from here. */
  read(file: Pick<MovedFile, 'id' | 'place'>): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** So many bytes are in a line. */
const PIECE_BYTES = 256 * 1_024;

/** The bytes of files, in pieces, each with its end. @returns how many are there, and how many aren't */
export async function* fileLines(
  files: AsyncIterable<MovedFile>,
  source: FileSource,
): AsyncGenerator<string, MovedFiles> {
  let [moved, missing] = [0, 0];
  for await (const { id: file, ...row } of files) {
    const content = await source.read({ id: file, ...row });
    if (!content) {
      missing++;
      continue;
    }
    const sum = createHash('sha256');
    for await (const chunk of content) {
      sum.update(chunk);
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        yield fileLine({ file, data: Buffer.from(chunk.subarray(at, at + PIECE_BYTES)).toString('base64') });
      }
    }
    yield fileLine({ file, sha256: sum.digest('hex') });
    moved++;
  }
  return { moved, missing };
}
