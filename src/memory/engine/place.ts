import type { MemoryEngine, MemoryScope } from './memory-engine.ts';
import type { MemoryIndex } from './memory-index.ts';

/** Where a memory is: its scope and its key. */
export type Place = MemoryScope & { readonly key: string };

/** A place as the table of places stores it: a JSON array of owner, namespace and key. */
export function placeOf({ ownerId, namespace, key }: Place): string {
  return JSON.stringify([ownerId, namespace, key]);
}

export function readPlace(place: string): Place {
  const [ownerId, namespace, key]: string[] = JSON.parse(place);
  if (ownerId === undefined || namespace === undefined || key === undefined) throw new Error('A place cannot be read.');
  return { ownerId, namespace, key };
}

/** A page of the ids of memories in an index, ascending: see {@link MemoryEngine.memoryIds}. */
export function memoryIdsAfter(
  { places }: Pick<MemoryIndex, 'places'>,
  { after, limit, ownerId }: Parameters<MemoryEngine['memoryIds']>[0],
): ReturnType<MemoryEngine['memoryIds']> {
  const ids: string[] = [];
  let last: string | undefined;
  let looked = 0;
  for (const { key, value } of places.getRange({ start: after, exclusiveStart: true, limit })) {
    looked++;
    last = key;
    if (ownerId === undefined || readPlace(value).ownerId === ownerId) ids.push(key);
  }
  return { ids, next: looked === limit ? last : undefined };
}
