/**
 * What a subscription field says in its extensions, as `joinable`, when one source may serve several subscribers: its
 * events come from now on, whoever listens, and it begins with nothing that a later subscriber would miss. The source
 * must wait for what happens, for it is read whether its subscribers keep up or not: each has a queue of its own, as
 * `EventBus` describes them.
 */
export interface Joinable {
  /** What an event is about. Of several that a subscriber hasn't taken yet, only the newest of each key is kept. */
  readonly key: (event: unknown) => string;
}

/** The extensions of a subscription field whose source may serve several subscribers. */
export function joinable<E>(key: (event: E) => string): { joinable: { key: (event: E) => string } } {
  return { joinable: { key } };
}

/** What a field says in its extensions; undefined when each subscriber needs a source of its own. */
export function readJoinable({ joinable: declared }: Readonly<Record<string, unknown>> = {}): Joinable | undefined {
  return isJoinable(declared) ? declared : undefined;
}

function isJoinable(value: unknown): value is Joinable {
  return typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'function';
}
