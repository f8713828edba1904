import { storedJson } from '../stored-json.ts';

/** The name under which the tab keeps what it has asked. */
const NAME = 'lex.signing-in';

/** A sign-in that this tab has begun, and whose answer it awaits: none but the tab knows it. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where in the console it began: the part of the address after the page. */
  readonly hash: string;
  /** Whether the tokens are to stay when the browser is closed. */
  readonly longer: boolean;
}

export function keepAttempt(attempt: Attempt): void {
  sessionStorage.setItem(NAME, JSON.stringify(attempt));
}

/** The one that was begun last, which with that is over: its answer counts once. */
export function takeAttempt(): Attempt | undefined {
  const attempt = storedJson(sessionStorage, NAME);
  sessionStorage.removeItem(NAME);
  return isAttempt(attempt) ? attempt : undefined;
}

/** What a provider answered, if it sent the browser here, which then is in the page's address no more. */
export function takeAnswer(): URLSearchParams | undefined {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('code') && !answer.has('error')) return undefined;
  history.replaceState(undefined, '', location.pathname + location.hash);
  return answer;
}

function isAttempt(value: unknown): value is Attempt {
  if (typeof value !== 'object' || value === null) return false;
  const { state, nonce, verifier, hash, longer }: Readonly<Record<string, unknown>> = { ...value };
  return [state, nonce, verifier, hash].every((each) => typeof each === 'string') && typeof longer === 'boolean';
}
