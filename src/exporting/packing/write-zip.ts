import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ArchiveEntry } from './archive-entry.ts';

/**
 * Packs files into a ZIP archive, one after the other, as fast as it is read. In memory are some chunks of the file
 * that is being packed, and the names of those that have been.
 *
 * @param at when the files were made, as the archive says
 * @throws what reading a file throws
 */
export async function* writeZip(entries: AsyncIterable<ArchiveEntry>, at: Date): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = Readable.from(zip.outputStream, { objectMode: false });
  const stopped = new AbortController();

  async function pack(): Promise<void> {
    for await (const { name, content, packs = true } of entries) {
      const file = Readable.from(bytesOf(content), { objectMode: false });
      const packed = once(file, 'end', { signal: stopped.signal });
      zip.addReadStream(file, name, { mtime: at, mode: 0o100600, compress: packs });
      try {
        await packed;
      } finally {
        file.destroy();
      }
    }
    zip.end();
  }

  // What goes wrong is thrown to whoever reads the archive; yazl tells of it as well.
  zip.on('error', (error: Error) => output.destroy(error));
  const packing = pack().catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of output) yield chunk;
  } finally {
    stopped.abort();
    await packing;
  }
}

async function* bytesOf(content: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of content) if (part.length > 0) yield typeof part === 'string' ? Buffer.from(part) : part;
}
