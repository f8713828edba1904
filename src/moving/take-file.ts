import type { Queryable } from '../database/last-migration.ts';
import { type FilePiece, readFileLine } from './export-format.ts';
import { ImportError } from './import-error.ts';
import type { NumberedLines } from './numbered-lines.ts';

/** Where the bytes of files are kept from now on. */
export interface FileTarget {
  /** As rows name it. */
  readonly place: string;
  /** Writes all or nothing, in place of what is there under this id. @throws what the content throws */
  write(id: string, content: AsyncIterable<Uint8Array>, limit: number): Promise<{ readonly sha256: string }>;
}

/**
 * Takes a file over, whose row is stored already. The row names the new place once the bytes are there: until then, or
 * when this dies in between, they are where they were for whoever reads the row, and the import is made again.
 *
 * @throws {ImportError} for a file without a row, one that ends early, and one that isn't as its row says
 */
export async function takeFile(
  database: Queryable,
  target: FileTarget,
  { first, lines }: { readonly first: FilePiece; readonly lines: NumberedLines },
): Promise<void> {
  const id = first.file;
  const begun = lines.number;
  const { rows } = await database.query(
    `SELECT "bytes"::float8 AS "bytes", "sha256" FROM "StoredFile" WHERE "id" = $1::uuid`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new ImportError(begun, 'this file has no row.');
  let end: string | undefined;

  async function* content(): AsyncGenerator<Uint8Array> {
    for (let piece: FilePiece | undefined = first; ; ) {
      if (piece?.file !== id) throw new ImportError(lines.number, 'a file ends before its end.');
      if ('sha256' in piece) {
        end = piece.sha256;
        return;
      }
      yield Buffer.from(piece.data, 'base64');
      piece = readFileLine((await lines.next()) ?? '');
    }
  }

  const { sha256 } = await target.write(id, content(), Number(row['bytes']));
  if (sha256 !== row['sha256'] || sha256 !== end) {
    throw new ImportError(begun, 'this file is not as its row says: take another copy of the export.');
  }
  await database.query(`UPDATE "StoredFile" SET "place" = $2 WHERE "id" = $1::uuid`, [id, target.place]);
}
