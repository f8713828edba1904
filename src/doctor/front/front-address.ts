import { withoutTrailing } from '../../language/trailing.ts';
import type { Front } from '../findings/check.ts';

/** Where a server is reached: its endpoint, and what lies beside it. */
export interface FrontAddress {
  /** Of GraphQL. */
  readonly graphql: string;
  readonly hostname: string;
  readonly isEncrypted: boolean;
  /** The address of another path of the server, which begins with a slash. */
  at(path: string): string;
}

/** @param url of the GraphQL endpoint, or of the place that it is below */
export function frontAddress(url: string): FrontAddress {
  const { origin, pathname, hostname, protocol } = new URL(url);
  const base = origin + withoutTrailing(pathname, '/').replace(/\/graphql$/, '');
  return { graphql: `${base}/graphql`, hostname, isEncrypted: protocol === 'https:', at: (path) => base + path };
}

/** What lets the caller in, as a header; none without a key. */
export function credentialOf({ key }: Pick<Front, 'key'>): Readonly<Record<string, string>> {
  return key ? { authorization: `Bearer ${key}` } : {};
}
