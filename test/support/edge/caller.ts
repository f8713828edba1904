import { SCOPES } from '../../../src/accounts/keys/scopes.ts';
import type { Caller } from '../../../src/accounts/viewer.ts';

/** A user whom a test's own door lets in, with all scopes. */
export function callerOf(name: string, id = name): Caller {
  return { id, name, role: 'USER', scopes: SCOPES, credential: undefined };
}
