import { onTabs, tellTabs } from '../tabs.ts';
import type { Provider } from './provider.ts';
import { isNewer, keepRenewed, keptTokens, type Tokens } from './tokens.ts';

/** One tab at a time renews: what two of them sent the provider twice would end the sign-in for both. */
const LOCK = 'lex.token';
/** How long a tab waits for its turn, in milliseconds: longer than the one before it may wait for the provider. */
const TURN_WITHIN_MS = 40_000;
/** How long the news of another tab's renewal may be on its way, in milliseconds: who renews waits for it first. */
const NEWS_WITHIN_MS = 1_000;

/**
 * The tokens that follow these: the ones that another tab has got meanwhile, or else the provider's.
 *
 * @throws {SignInError} when the provider gives none
 * @throws {DOMException} when another tab doesn't come to an end with it
 */
export async function renewedTokens(held: Tokens, provider: () => Promise<Provider>): Promise<Tokens> {
  const news = watchNews(held);
  const renew = async () => {
    const renewed = await (await provider()).renew(held);
    keepRenewed(renewed);
    tellTabs({ kind: 'renewed', tokens: renewed });
    return renewed;
  };
  try {
    const signal = AbortSignal.timeout(TURN_WITHIN_MS);
    return await navigator.locks.request(LOCK, { signal }, async () => {
      // A copy of a tab has what that kept when it was copied, which may have been used up since.
      tellTabs({ kind: 'using', tokens: held });
      return (await news.within(NEWS_WITHIN_MS)) ?? renew();
    });
  } finally {
    news.end();
  }
}

/** Watches for what other tabs make of the same sign-in: in the storage that tabs share, and by what they tell. */
function watchNews(held: Tokens) {
  let told: Tokens | undefined;
  let heard = () => {};
  const end = onTabs((message) => {
    if (message.kind !== 'renewed' || !isNewer(message.tokens, told ?? held)) return;
    told = message.tokens;
    heard();
  });
  const newest = (): Tokens | undefined => {
    const kept = keptTokens();
    return kept && isNewer(kept, told ?? held) ? kept : told;
  };
  return {
    newest,
    /** What there is, or comes within this time. */
    async within(ms: number): Promise<Tokens | undefined> {
      if (!newest()) {
        await new Promise<void>((resolve) => {
          heard = resolve;
          setTimeout(resolve, ms);
        });
      }
      return newest();
    },
    end,
  };
}
