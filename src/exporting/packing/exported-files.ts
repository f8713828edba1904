import { z } from 'zod';
import { UnavailableError } from '../../errors.ts';
import type { FileService } from '../../files/file-service.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { rowsAsArray } from './rows-as-json.ts';

const fileRow = z.object({
  id: z.uuid(),
  purpose: z.string(),
  name: z.string(),
  contentType: z.string(),
});

/** Text packs well; sound, pictures and most documents are packed already. */
const PACKS = /^text\/|[/+](json|xml)$/;
const LONGEST_NAME = 80;

/**
 * The files of a user: a list of them, and each as it is. One that was deleted since the moment of the export is in the
 * list alone.
 *
 * @param list the rows of their files
 * @param again the same rows once more
 */
export async function* exportedFiles(
  list: AsyncGenerator<string>,
  again: AsyncGenerator<string>,
  { ownerId, files, signal }: { ownerId: string; files: Pick<FileService, 'byIds' | 'read'>; signal: AbortSignal },
): AsyncGenerator<ArchiveEntry> {
  yield { name: 'files.json', content: rowsAsArray(withPaths(list)) };
  for await (const json of again) {
    const row = fileRow.parse(JSON.parse(json));
    const [file] = await files.byIds(ownerId, [row.id]);
    const content = file && (await contentOf(files, file, signal));
    if (content) yield { name: pathOf(row), content, packs: PACKS.test(row.contentType) };
  }
}

async function contentOf(
  files: Pick<FileService, 'read'>,
  file: Parameters<FileService['read']>[0],
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    return (await files.read(file, { signal })).content;
  } catch (error) {
    // On the disk of another process, or lost: the list names it, and the rest is worth having.
    if (error instanceof UnavailableError) return undefined;
    throw error;
  }
}

async function* withPaths(rows: AsyncGenerator<string>): AsyncGenerator<string> {
  for await (const json of rows) {
    yield `${json.slice(0, -1)}, "path": ${JSON.stringify(pathOf(fileRow.parse(JSON.parse(json))))}}`;
  }
}

/** Where a file is in the archive: by its id, with what of its name can stand in a name on every system. */
function pathOf({ id, purpose, name }: z.infer<typeof fileRow>): string {
  const words = name
    .slice(-LONGEST_NAME)
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '-')
    .replaceAll(/^[-.]{1,200}|[-.]{1,200}$/g, '');
  return `files/${purpose.toLowerCase()}/${id}${words === '' ? '' : `-${words.toWellFormed()}`}`;
}
