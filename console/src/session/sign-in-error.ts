/** Why somebody is asked to sign in (again), where the API doesn't say it: see `strings.signIn.reasons`. */
export type SignInReason =
  /** The key that was entered is none of this server's. */
  | 'keyRefused'
  /** A key that was taken before isn't any more. */
  | 'keyEnded'
  /** The provider gives no more tokens for this sign-in, or it gave none for longer. */
  | 'ended'
  /** The server takes no token of this sign-in. */
  | 'tokenRefused'
  /** Signed out in another tab. */
  | 'elsewhere'
  /** What came back from the provider is no answer to what this tab has asked. */
  | 'notAsked'
  /** The provider said no. */
  | 'denied'
  /** The provider answers in another way than it should, or is set up otherwise than the page expects. */
  | 'wrongAnswer'
  /** No answer of the provider. */
  | 'unreachable'
  /** The page came without TLS, where browsers let no page sign in. */
  | 'insecure'
  /** The provider's tokens come from where the page may not ask. Its detail is that origin. */
  | 'origin';

/** Why signing in, or staying so, didn't work. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly reason: SignInReason;
  /** In the words of the provider or of the server; empty where there are none. */
  readonly detail: string;

  constructor(reason: SignInReason, detail = '') {
    super(`${reason} ${detail}`);
    this.reason = reason;
    this.detail = detail.slice(0, 300);
  }
}
