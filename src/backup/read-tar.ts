import { Header } from 'tar';
import { BackupError } from './backup-error.ts';
import { paddingOf, type TarEntry } from './write-tar.ts';

const BLOCK_BYTES = 512;

/**
 * The entries of an archive as `writeTar` writes them. What of an entry isn't read before the next is asked for is
 * passed over. Whoever leaves off ends the source.
 *
 * @throws {BackupError} when it isn't one, or isn't whole
 */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const bytes = new Bytes(source);
  for (;;) {
    const header = new Header(await bytes.all(BLOCK_BYTES), 0);
    if (header.nullBlock) return;
    const { type, path, size = 0 } = header;
    if (!header.cksumValid || path === undefined) throw new BackupError('it is no archive, or damaged');
    if (type !== 'File' && type !== 'Directory') throw new BackupError(`it has a ${type} in it`);
    const content = bytes.next(size);
    yield { path: path.replace(/\/$/, ''), size, content: type === 'File' ? content : undefined };
    for await (const _ of content);
    await bytes.all(paddingOf(size));
  }
}

/** Bytes that come in pieces, taken in pieces of other sizes. */
class Bytes {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** So many bytes, in pieces as they come. It can be read once. */
  async *next(size: number): AsyncGenerator<Uint8Array> {
    for (let left = size; left > 0; ) {
      if (this.#held.length === 0) await this.#more();
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async all(size: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.next(size)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#source.next();
    if (done) throw new BackupError('it is not whole: something broke it off');
    this.#held = value;
  }
}
