import { createHash } from 'node:crypto';

/** Memory numbers in one piece of a group: so a few turns of a long conversation are read without the whole of it. */
export const NUMBERS_IN_CHUNK = 128;

/** A piece of a group's order: each memory's number in the database, then its number in the index; ascending. */
export type GroupChunk = Float64Array;

export function readGroupChunk(bytes: Uint8Array): GroupChunk {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Float64Array(buffer, byteOffset, byteLength / 8);
}

/** The chunk after these changes, where undefined takes a memory out; undefined when nothing is left. */
export function mergeGroupChunk(
  before: GroupChunk,
  changes: ReadonlyMap<number, number | undefined>,
): Uint8Array | undefined {
  const docs = new Map<number, number>();
  for (let at = 0; at < before.length; at += 2) docs.set(before[at] ?? 0, before[at + 1] ?? 0);
  for (const [number, doc] of changes) {
    if (doc === undefined) docs.delete(number);
    else docs.set(number, doc);
  }
  if (docs.size === 0) return undefined;
  return new Uint8Array(new Float64Array([...docs].sort(([a], [b]) => a - b).flat()).buffer);
}

/** Where a memory's number stands in a chunk; below 0 when it isn't there. */
export function findInGroup(chunk: GroupChunk, number: number): number {
  let low = 0;
  let high = chunk.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = chunk[2 * middle] ?? 0;
    if (found === number) return 2 * middle;
    if (found < number) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * The number by which the index knows a group: 1 to 2^52, from the SHA-256 of its name. Among a million groups of one
 * scope the chance that two share a number is one in ten thousand. Recall then takes a neighbour from the other group,
 * which belongs to the same owner.
 */
export function groupNumberOf(group: string): number {
  return 1 + Number(createHash('sha256').update(group).digest().readBigUInt64LE() >> 12n);
}
