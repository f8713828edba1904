/** What may be kept of an answer. Beside a field of the query, a type, or a field of a type: the narrowest holds. */
export interface CacheRuleOptions<T> {
  /** PUBLIC: everybody gets the same answer, and caches on the way may keep it. @default 'PRIVATE' */
  readonly scope?: CacheScope;
  /** How long it may be kept, in milliseconds; 0: not at all. @default {@link PRIVATE_MS} */
  readonly maxAgeMs?: number;
  /** How changes of objects of this type are named, before their id. */
  readonly tag?: string;
  /** Whether the answer tells of the process that makes it, so that no other process may give it. @default false */
  readonly ofProcess?: boolean;
  /** How long an answer that holds this object may be kept, in milliseconds; undefined: as long as others. */
  keepMs?(object: T): number | undefined;
}

export type CacheScope = 'PUBLIC' | 'PRIVATE';

/**
 * How long an answer about a viewer's own is kept, though nothing of it has changed: a process that dies between a
 * change and naming it leaves others with answers as old as this, in milliseconds.
 */
const PRIVATE_MS = 30_000;

/**
 * Says of a field or a type that answers may be kept, in its `extensions` as `cache`. An answer is kept when each field
 * of the query that it begins with says so, and nothing in it says otherwise.
 */
export class CacheRule<T = unknown> {
  readonly scope: CacheScope;
  readonly maxAgeMs: number;
  readonly tag: string | undefined;
  readonly ofProcess: boolean;
  readonly #options: CacheRuleOptions<T>;

  constructor(options: CacheRuleOptions<T> = {}) {
    this.#options = options;
    this.scope = options.scope ?? 'PRIVATE';
    this.maxAgeMs = options.maxAgeMs ?? PRIVATE_MS;
    this.tag = options.tag;
    this.ofProcess = options.ofProcess ?? false;
  }

  keepMs(object: T): number {
    return this.#options.keepMs?.(object) ?? this.maxAgeMs;
  }
}

/** Of what the database doesn't tell the changes of: it is worked out for each request. */
export const NOT_KEPT = new CacheRule({ maxAgeMs: 0 });

/** The rule among the extensions of a part of the schema; undefined when it has none. */
export function cacheRuleOf(part: { readonly extensions: Readonly<Record<string, unknown>> }): CacheRule | undefined {
  const { cache } = part.extensions;
  return cache instanceof CacheRule ? cache : undefined;
}
