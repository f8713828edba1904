/** Where a memory is within its owner's partition. */
export interface Place {
  readonly namespace: string;
  readonly key: string;
}

/** A place as the table of places stores it: a JSON array of namespace and key. */
export function packPlace({ namespace, key }: Place): string {
  return JSON.stringify([namespace, key]);
}

export function readPlace(place: string): Place {
  const [namespace, key]: string[] = JSON.parse(place);
  if (namespace === undefined || key === undefined) throw new Error('A place cannot be read.');
  return { namespace, key };
}
