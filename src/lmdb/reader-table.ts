import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A reader of an LMDB environment: a thread that has looked into it. */
export interface LmdbReader {
  readonly pid: number;
  /** The transaction whose snapshot it holds; undefined when it holds none at the moment. */
  readonly transaction: bigint | undefined;
}

/** What the lock file of an environment says. */
export interface ReaderTable {
  readonly readers: readonly LmdbReader[];
  /** The last transaction that was committed. */
  readonly lastTransaction: bigint;
  /** How many readers there may be. */
  readonly slots: number;
}

// The layout of `MDB_txninfo` in LMDB's mdb.c, for a machine of 64 bits: a header, whose length is that of the system's
// mutexes, and then a slot of one cache line for each reader.
const MAGIC = 0xbeef_c0de;
const FORMAT_AT = 4;
/** Bits of `MDB_lock_desc`, above the twelve of the version: a word of 64 bits, and a slot longer than a cache line. */
const WIDE = 1 << (12 + 15);
const LONG_SLOT = 1 << (12 + 16);
const TRANSACTION_AT = 8;
const USED_AT = 16;
const SLOT_BYTES = 64;
const SLOT_PID_AT = 8;
/** LMDB's default, which Lex leaves as it is. */
const SLOTS = 126;
const NONE = 0xffff_ffff_ffff_ffffn;

/**
 * Reads which processes read an environment, without opening it: LMDB itself would forget the dead ones at that.
 *
 * @returns undefined when there is no lock file, or it has another layout
 */
export async function readReaderTable(directory: string): Promise<ReaderTable | undefined> {
  const file = await readFile(join(directory, 'lock.mdb')).catch(() => undefined);
  const begin = file ? file.length - SLOTS * SLOT_BYTES : -1;
  if (!file || begin < SLOT_BYTES || file.readUInt32LE(0) !== MAGIC) return undefined;
  const format = file.readUInt32LE(FORMAT_AT);
  if ((format & WIDE) === 0 || (format & LONG_SLOT) !== 0) return undefined;
  const used = Math.min(file.readUInt32LE(USED_AT), SLOTS);
  const readers: LmdbReader[] = [];
  for (let slot = 0; slot < used; slot++) {
    const at = begin + slot * SLOT_BYTES;
    const pid = file.readInt32LE(at + SLOT_PID_AT);
    const transaction = file.readBigUInt64LE(at);
    if (pid !== 0) readers.push({ pid, transaction: transaction === NONE ? undefined : transaction });
  }
  return { readers, lastTransaction: file.readBigUInt64LE(TRANSACTION_AT), slots: SLOTS };
}
