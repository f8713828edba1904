import type { GraphqlParams } from '../request/graphql-params.ts';

/** In UTF-16 units: it is held until the subscription has begun. */
const LONGEST = 64;

/**
 * The name under which a client asks to be told that its subscription listens: `"listening": "name"` among the
 * operation's extensions. Anything else there is passed over, as unknown extensions are.
 */
export function listeningName({ extensions }: GraphqlParams): string | undefined {
  const name = extensions?.['listening'];
  return typeof name === 'string' && name.length <= LONGEST ? name : undefined;
}
