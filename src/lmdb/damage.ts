import { type FileHandle, open } from 'node:fs/promises';

// The layout of LMDB's two meta pages (`MDB_page_header` and `MDB_meta` in its mdb.c), in bytes from the start of the
// page.
const MAGIC = { at: 24, value: 0xbeef_c0de };
const VERSION = { at: 28, mask: 0xffff, value: 2 };
const PAGE_SIZE_AT = 48;
const FREE_ROOT_AT = 88;
const MAIN_ROOT_AT = 136;
const TRANSACTION_AT = 152;
const META_BYTES = 160;
/** Stands for the root of a tree that has no pages. */
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/**
 * Looks whether a file can be an LMDB environment, without using LMDB, which would crash on one that isn't. This finds
 * files that were overwritten or cut short, or are of another version, but no damaged page deep in a tree.
 *
 * @returns what is wrong, in words; undefined when nothing is, or there is no file yet
 */
export async function findDamage(path: string): Promise<string | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    if ((await file.stat()).size === 0) return undefined;
    const first = await readMeta(file, 0);
    const pageSize = first?.readUInt32LE(PAGE_SIZE_AT) ?? 0;
    const isPageSize = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0;
    const second = isPageSize ? await readMeta(file, pageSize) : undefined;
    if (!first || !second) return 'it does not begin as LMDB files do';
    const newest = transactionOf(first) > transactionOf(second) ? first : second;
    // The size is read after the meta pages: a process that writes meanwhile first makes the file longer, and then
    // writes the meta page that refers to the new pages.
    const { size } = await file.stat();
    const pages = BigInt(Math.floor(size / pageSize));
    const roots = [FREE_ROOT_AT, MAIN_ROOT_AT].map((at) => newest.readBigUInt64LE(at));
    return roots.every((root) => root === NO_PAGE || root < pages) ? undefined : 'it was cut short';
  } finally {
    await file.close();
  }
}

/** The meta page at a position; undefined when there is something else. */
async function readMeta(file: FileHandle, position: number): Promise<Buffer | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(META_BYTES), 0, META_BYTES, position);
  if (bytesRead < META_BYTES || buffer.readUInt32LE(MAGIC.at) !== MAGIC.value) return undefined;
  return (buffer.readUInt32LE(VERSION.at) & VERSION.mask) === VERSION.value ? buffer : undefined;
}

function transactionOf(meta: Buffer): bigint {
  return meta.readBigUInt64LE(TRANSACTION_AT);
}
