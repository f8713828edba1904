import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { brokenText } from './broken-text.ts';
import { ImportRefusedError } from './import-refused.ts';
import { type Upload, UploadReader } from './upload-reader.ts';

/** A JSON text of an archive. */
export interface ArchiveText {
  readonly name: string;
  /** As the archive says; reading ends with an error when there are more. */
  readonly bytes: number;
  content(): AsyncIterable<Uint8Array>;
}

/** What of an archive is read. */
export interface ReadArchive {
  readonly texts: readonly ArchiveText[];
  /**
   * A file that messages of Lex's archives have attached, by its id.
   *
   * @param most the most bytes that it may have
   * @returns undefined when it isn't there, or is longer
   * @throws {ImportRefusedError} when it is broken
   */
  attachment(id: string, most: number): Promise<Buffer | undefined>;
}

/** The most files that are looked at in an archive, the most bytes that its texts have together, unpacked. */
const MOST_FILES = 100_000;
const MOST_BYTES = 4 * 2 ** 30;
/** JSON packs to a tenth or so; what packs to less than a hundredth was made to fill disks. */
const HIGHEST_RATIO = 100;
const RATIO_FROM_BYTES = 2 ** 20;
const ZIP = [0x50, 0x4b];

/**
 * The JSON texts of an upload that hold conversations and memories: it is such a text, or a ZIP archive with some, and
 * with files besides.
 *
 * Names are compared, never used as paths. An archive with `conversations.json`, in parts or whole, is read for that
 * and memories alone; of another one all JSON files are read.
 *
 * @throws {ImportRefusedError} when it is neither, or an archive that is broken, locked, or unpacks to too much
 */
export async function readArchive(upload: Upload): Promise<ReadArchive> {
  const beginning = await firstBytes(upload, ZIP.length);
  if (!ZIP.every((byte, at) => beginning[at] === byte)) {
    const { name, bytes } = upload;
    const texts = [{ name, bytes, content: () => upload.read({ start: 0, end: bytes - 1 }) }];
    return { texts, attachment: async () => undefined };
  }
  const zip = await opened(upload);
  const { texts: entries, attachments } = await entriesOf(zip);
  const chosen = entries.filter(({ fileName }) => CONVERSATIONS.test(fileName));
  const memories = entries.filter(({ fileName }) => MEMORIES.test(fileName));
  const texts = chosen.length > 0 ? [...chosen, ...memories] : entries;
  if (texts.length === 0) throw new ImportRefusedError('there is no JSON file in the archive.');
  checkSizes(texts);
  return {
    texts: texts.map((entry) => ({
      name: entry.fileName,
      bytes: entry.uncompressedSize,
      content: () => unpacked(zip, entry),
    })),
    async attachment(id, most) {
      const entry = attachments.get(id);
      if (!entry || entry.uncompressedSize > most) return undefined;
      const chunks: Uint8Array[] = [];
      // No more comes than the entry says: yauzl ends with an error where it does.
      for await (const chunk of unpacked(zip, entry)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
  };
}

const CONVERSATIONS = /(^|\/)conversations([-_]\d{1,6})?\.json$/i;
/** As Lex's archives name them: see src/exporting/packing/exported-files.ts. */
const ATTACHMENT = /^files\/attachment\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:-|$)/;
const MEMORIES = /(^|\/)memories\.json$/i;
/** What systems and sources put beside conversations. */
const OTHERS = /(^|\/)(__MACOSX\/|\.)/;

async function firstBytes(upload: Upload, count: number): Promise<Uint8Array> {
  if (upload.bytes < count) throw new ImportRefusedError('the file is empty.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of upload.read({ start: 0, end: count - 1 })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function opened(upload: Upload): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new UploadReader(upload), upload.bytes, { autoClose: false });
  } catch (error) {
    throw UploadReader.isUnreachable(error) ? error : new ImportRefusedError('the ZIP archive is not whole.');
  }
}

async function entriesOf(
  zip: ZipFile,
): Promise<{ readonly texts: readonly Entry[]; readonly attachments: ReadonlyMap<string, Entry> }> {
  const texts: Entry[] = [];
  const attachments = new Map<string, Entry>();
  let files = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (++files > MOST_FILES) break;
      const attached = ATTACHMENT.exec(entry.fileName)?.[1];
      if (attached !== undefined) attachments.set(attached, entry);
      else if (/\.json$/i.test(entry.fileName) && !OTHERS.test(entry.fileName)) texts.push(entry);
    }
  } catch (error) {
    throw UploadReader.isUnreachable(error) ? error : new ImportRefusedError('the ZIP archive is broken.');
  }
  if (files > MOST_FILES) throw new ImportRefusedError(`the archive has more than ${MOST_FILES} files.`);
  return { texts, attachments };
}

function checkSizes(entries: readonly Entry[]): void {
  const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (bytes > MOST_BYTES) throw new ImportRefusedError('the archive unpacks to more than 4 GiB.');
  for (const { fileName, compressedSize, uncompressedSize } of entries) {
    if (uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > compressedSize * HIGHEST_RATIO) {
      throw brokenText(fileName, `unpacks to more than ${HIGHEST_RATIO} times its size`);
    }
  }
}

/** What a file unpacks to, checked against the size and the sum that the archive has of it. */
async function* unpacked(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.isEncrypted()) throw brokenText(entry.fileName, 'is locked with a password');
  let sum = 0;
  try {
    const stream: Readable = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    if (UploadReader.isUnreachable(error) || error instanceof ImportRefusedError) throw error;
    throw brokenText(entry.fileName, 'can’t be unpacked: the archive is broken');
  }
  if (sum !== entry.crc32) throw brokenText(entry.fileName, 'is not as it was packed: the archive is broken');
}
