import type { Scope } from '../viewer.ts';

/** What is known of an API key; never the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  /** How it begins. */
  readonly prefix: string;
  readonly scopes: readonly Scope[];
  /** How many points it may use in a minute, of those that its owner may; null: as many as they. */
  readonly pointsPerMinute: number | null;
  readonly createdAt: Date;
  /** Of minutes ago at times, for not every use is written down. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The most keys that are listed, the newest. */
export const MOST_LISTED = 500;

/** A key that has just been made. */
export interface MadeKey {
  readonly apiKey: ApiKey;
  /** The key itself, which is told this once. */
  readonly secret: string;
}

/** What a new key is for; a key without scopes gets READ and CHAT. */
export interface NewKey {
  readonly name: string;
  readonly scopes?: readonly Scope[] | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  /** Null: as many as its owner may use. */
  readonly pointsPerMinute?: number | null | undefined;
}
