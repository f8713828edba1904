import { unzipSync } from 'fflate';
import { DocumentProblem } from './document-problem.ts';

/** What the entries that are taken may hold together, unpacked, in bytes. */
const MOST_UNPACKED = 128 * 2 ** 20;
const MOST_ENTRIES = 20_000;

/**
 * Unpacks some entries of an archive, by their names. What an entry claims to hold is all that is unpacked of it, and
 * what they all claim is counted before any is unpacked.
 *
 * @throws {DocumentProblem} when it is broken, or holds more than is unpacked
 */
export function unzip(bytes: Uint8Array, isTaken: (name: string) => boolean): ReadonlyMap<string, Uint8Array> {
  let entries = 0;
  let unpacked = 0;
  const count = (name: string, size: number): void => {
    entries += 1;
    if (entries > MOST_ENTRIES) throw new DocumentProblem('This archive holds too many files to be a document.');
    if (!isTaken(name)) return;
    unpacked += size;
    if (unpacked > MOST_UNPACKED) {
      throw new DocumentProblem('This file unpacks to more than is read of a document (128 MiB). It is not read.');
    }
  };
  const read = (options: Parameters<typeof unzipSync>[1]) => {
    try {
      return unzipSync(bytes, options);
    } catch (error) {
      if (error instanceof DocumentProblem) throw error;
      throw new DocumentProblem('This file is an archive that can not be unpacked: it is broken or encrypted.');
    }
  };
  // The first walk unpacks nothing, so that a bomb is found before the first of its parts goes off.
  read({
    filter: ({ name, originalSize }) => {
      count(name, originalSize);
      return false;
    },
  });
  return new Map(Object.entries(read({ filter: ({ name }) => isTaken(name) })));
}

/** The names of all entries. */
export function entryNames(bytes: Uint8Array): ReadonlySet<string> {
  const names = new Set<string>();
  unzip(bytes, (name) => {
    names.add(name);
    return false;
  });
  return names;
}
