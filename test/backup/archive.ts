import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';
import { END_PATH, HEADER_PATH, headerOf } from '../../src/backup/backup-format.ts';
import { EntrySum } from '../../src/backup/entry-sum.ts';
import { type TarEntry, writeTar } from '../../src/backup/write-tar.ts';

/** A file of an archive, or, without text, a directory. */
export function entry(path: string, text?: string): TarEntry {
  const bytes = Buffer.from(text ?? '');
  return { path, size: bytes.length, content: text === undefined ? undefined : Readable.from([bytes]) };
}

export const HEADER = headerOf({
  schema: '20261202000000_audit',
  lex: 'test',
  begunAt: '2026-01-01T00:00:00.000Z',
});

/** A backup with these files, and with another header or end where one is given. */
export async function archive(
  files: readonly (readonly [path: string, text?: string])[],
  { header = HEADER, end }: { readonly header?: object; readonly end?: object | null } = {},
): Promise<Buffer> {
  const sum = new EntrySum();
  for (const [path, text = ''] of files) {
    sum.begin({ path, size: Buffer.byteLength(text) });
    sum.add(Buffer.from(text));
  }
  const last = end === null ? [] : [entry(END_PATH, JSON.stringify(end ?? sum.end()))];
  const entries = [
    entry(HEADER_PATH, JSON.stringify(header)),
    ...files.map(([path, text]) => entry(path, text)),
    ...last,
  ];
  return buffer(Readable.from(writeTar(Readable.from(entries))).pipe(createGzip()));
}
