import type { Credential, CredentialEnd } from '../../../accounts/viewer.ts';

/** The results of a subscription while its caller's credential holds; then what says why no more come. */
export async function* whileItHolds(
  results: AsyncIterableIterator<Buffer>,
  credential: Credential,
  last: (end: CredentialEnd) => Buffer,
): AsyncGenerator<Buffer> {
  let ended: CredentialEnd | undefined;
  const unwatch = credential.whenEnded((end) => {
    ended = end;
    void results.return?.();
  });
  try {
    for await (const each of results) {
      if (ended) break;
      yield each;
    }
    if (ended) yield last(ended);
  } finally {
    unwatch();
  }
}
