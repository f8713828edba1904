import { readFile } from 'node:fs/promises';
import { UsageError } from '../../../src/commands/command.ts';
import type { CreateApiKeyMutationVariables } from '../../../src/generated/graphql.ts';
import { type KeySource, requireKey } from '../options/read-options.ts';
import { callFailure } from './call-failure.ts';
import type { Caller } from './caller.ts';
import { CREATE_KEY, REVOKE_KEY } from './operations.ts';

/** A user has up to 100 keys, and may have some already. */
const MOST_MADE = 50;
/** After the test, should nobody be there to revoke them. */
const OUTLIVES_MS = 3_600_000;

/** The keys that users take in turn; none where the server asks nobody. */
export interface UserKeys {
  readonly keys: readonly string[];
  /** Ends those that were made. */
  revoke(): Promise<void>;
}

export interface UserKeysOptions {
  readonly caller: Caller;
  /** How many users there are. */
  readonly users: number;
  /** How long the test takes. */
  readonly durationMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads the users' keys, or makes them.
 *
 * @throws {UsageError} when there are none in the file
 * @throws {CallFailure} when the server makes none; those that were made are revoked
 */
export async function openUserKeys(source: KeySource, options: UserKeysOptions): Promise<UserKeys> {
  const revoke = async (): Promise<void> => undefined;
  switch (source.kind) {
    case 'none':
      return { keys: [], revoke };
    case 'key':
      return { keys: [source.key], revoke };
    case 'file':
      return { keys: await readKeysFile(source.file), revoke };
    case 'admin':
      return makeKeys(source.key, options);
  }
}

async function readKeysFile(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--keys-file can't be read: ${callFailure(error).code}.`);
  });
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) throw new UsageError('--keys-file has no key.');
  return keys.map((key) => requireKey('keys-file', key));
}

async function makeKeys(admin: string, { caller, users, durationMs, signal }: UserKeysOptions): Promise<UserKeys> {
  const made: { id: string; secret: string }[] = [];
  const expiresAt = new Date(Date.now() + durationMs + OUTLIVES_MS).toISOString();
  const revoke = async (): Promise<void> => {
    // Also after the test was ended early; each call has its own time-out.
    const context = { key: admin, signal: new AbortController().signal };
    for (const { id } of made.splice(0)) await caller.call(REVOKE_KEY, { id }, context);
  };
  try {
    while (made.length < Math.min(users, MOST_MADE)) {
      const name = `load test ${made.length + 1}`;
      // It is no key of an administrator, whoever makes it.
      const variables: CreateApiKeyMutationVariables = { name, expiresAt, scopes: ['READ', 'CHAT'] };
      const { createApiKey } = await caller.call(CREATE_KEY, variables, { key: admin, signal });
      made.push({ id: createApiKey.apiKey.id, secret: createApiKey.secret });
    }
  } catch (error) {
    await revoke().catch(() => undefined);
    throw error;
  }
  return { keys: made.map(({ secret }) => secret), revoke };
}
