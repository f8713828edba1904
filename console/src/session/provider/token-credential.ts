import { ApiError } from '../../api/api-error.ts';
import type { Credential } from '../../api/credential.ts';
import { SignInError } from '../sign-in-error.ts';
import { onTabs, tellTabs } from '../tabs.ts';
import type { Provider } from './provider.ts';
import { renewedTokens } from './renewal.ts';
import { isNewer, keepRenewed, type Tokens } from './tokens.ts';

const FIRST_WAIT_MS = 1_000;
/** A provider whose tokens end at once isn't asked more often, in milliseconds. */
const RENEWED_EVERY_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** The most that a browser's timer waits, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface TokenCredentialOptions {
  readonly tokens: Tokens;
  readonly provider: () => Promise<Provider>;
  /** Called once, when no token will be had any more. */
  readonly lost: (why: SignInError) => void;
}

/** The tokens of a sign-in, renewed before they end. What fails for want of a network is tried again. */
export class TokenCredential implements Credential {
  readonly #options: TokenCredentialOptions;
  readonly #listeners = new Set<(authorization: string) => void>();
  readonly #ends: (() => void)[] = [];
  #tokens: Tokens;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renewing: Promise<void> | undefined;
  #wait = FIRST_WAIT_MS;
  #isOver = false;

  constructor(options: TokenCredentialOptions) {
    this.#options = options;
    this.#tokens = options.tokens;
    const online = () => this.#schedule();
    addEventListener('online', online);
    this.#ends.push(
      () => removeEventListener('online', online),
      onTabs((message) => {
        if (message.kind === 'renewed') this.#take(message.tokens);
        // A tab that was copied from this one, with what it kept then.
        if (message.kind === 'using' && isNewer(this.#tokens, message.tokens)) {
          tellTabs({ kind: 'renewed', tokens: this.#tokens });
        }
      }),
    );
    tellTabs({ kind: 'using', tokens: this.#tokens });
    this.#schedule();
  }

  /** The newest that there are. */
  get tokens(): Tokens {
    return this.#tokens;
  }

  async current(): Promise<string> {
    const { endsAt } = this.#tokens;
    if (endsAt !== undefined && endsAt <= Date.now()) await this.#renew();
    return `Bearer ${this.#tokens.accessToken}`;
  }

  onRenewed(listener: (authorization: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refused(): void {
    this.#lose(new SignInError('tokenRefused'));
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
    this.#listeners.clear();
  }

  /** @throws {ApiError} when there are no fresh ones, for now or for good */
  #renew(): Promise<void> {
    this.#renewing ??= this.#renewOnce().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #renewOnce(): Promise<void> {
    if (this.#isOver) throw new ApiError('UNAUTHENTICATED', 'The sign-in has ended.');
    try {
      this.#take(await renewedTokens(this.#tokens, this.#options.provider));
    } catch (cause) {
      const reason = cause instanceof SignInError ? cause.reason : 'unreachable';
      if (reason === 'denied' || reason === 'ended') {
        this.#lose(new SignInError('ended'));
        throw new ApiError('UNAUTHENTICATED', 'The sign-in has ended.');
      }
      this.#schedule(this.#wait);
      this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
      throw new ApiError('UNREACHABLE', 'The identity provider gives no fresh token for now.');
    }
  }

  #take(tokens: Tokens): void {
    if (this.#isOver || !isNewer(tokens, this.#tokens)) return;
    this.#tokens = tokens;
    this.#wait = FIRST_WAIT_MS;
    // A tab's own copy follows what another tab has got.
    keepRenewed(tokens);
    this.#schedule(RENEWED_EVERY_MS);
    for (const listener of [...this.#listeners]) listener(`Bearer ${tokens.accessToken}`);
  }

  /** @param least the shortest wait, in milliseconds */
  #schedule(least = 0): void {
    clearTimeout(this.#timer);
    const { renewAt } = this.#tokens;
    if (this.#isOver || renewAt === undefined) return;
    const wait = Math.min(Math.max(renewAt - Date.now(), least), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => {
      if (renewAt > Date.now()) this.#schedule();
      else this.#renew().catch(() => undefined);
    }, wait);
  }

  #lose(why: SignInError): void {
    if (this.#isOver) return;
    this.close();
    this.#options.lost(why);
  }
}
