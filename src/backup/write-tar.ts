import { Header } from 'tar';

/** A file or a directory of an archive. */
export interface TarEntry {
  readonly path: string;
  /** In bytes; of a directory 0. */
  readonly size: number;
  /** Exactly `size` bytes; undefined: it is a directory. */
  readonly content: AsyncIterable<Uint8Array> | undefined;
}

const BLOCK_BYTES = 512;

/** An archive of these entries, a piece at a time. What is in it is for its owner alone, wherever it is unpacked. */
export async function* writeTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const { path, size, content } of entries) {
    const header = new Header({
      path: content ? path : `${path}/`,
      size,
      type: content ? 'File' : 'Directory',
      mode: content ? 0o600 : 0o700,
      mtime: new Date(),
    });
    header.encode();
    if (header.needPax || !header.block) throw new Error(`${path} can't be named in an archive.`);
    yield header.block;
    if (content) yield* content;
    yield Buffer.alloc(paddingOf(size));
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

/** How many zeros follow the bytes of a file. */
export function paddingOf(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}
