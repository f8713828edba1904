import { createHash } from 'node:crypto';
import type { BackupEnd } from './backup-format.ts';

/** Counts and hashes the entries of a backup, in their order. */
export class EntrySum {
  readonly #hash = createHash('sha256');
  #entries = 0;
  #bytes = 0;

  begin({ path, size }: { readonly path: string; readonly size: number }): void {
    this.#entries++;
    this.#hash.update(`${path}\n${size}\n`);
  }

  add(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
  }

  /** The bytes of the entry that was begun last, added as they pass. */
  async *passing(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      this.add(chunk);
      yield chunk;
    }
  }

  /** Nothing can be added afterwards. */
  end(): BackupEnd {
    return { entries: this.#entries, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
