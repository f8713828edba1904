import {
  AuthorizationResponseError,
  OperationProcessingError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import { SignInError } from '../sign-in-error.ts';

/** What a failure of the provider, or on the way to it, means. */
export function signInErrorOf(cause: unknown): SignInError {
  if (cause instanceof SignInError) return cause;
  if (cause instanceof AuthorizationResponseError) return denied(cause.error, cause.error_description);
  if (cause instanceof ResponseBodyError) {
    if (isPassing(cause.status)) return new SignInError('unreachable', cause.error);
    return denied(cause.error, cause.error_description);
  }
  if (cause instanceof WWWAuthenticateChallengeError) return new SignInError('denied', `HTTP ${cause.status}`);
  if (cause instanceof OperationProcessingError) {
    const response = responseIn(cause.cause);
    if (response && isPassing(response.status)) return new SignInError('unreachable', `HTTP ${response.status}`);
    return new SignInError('wrongAnswer', cause.message);
  }
  // What fetch throws where nothing came, and what the time-out does.
  if (cause instanceof TypeError || cause instanceof DOMException) return new SignInError('unreachable');
  return new SignInError('wrongAnswer', cause instanceof Error ? cause.message : '');
}

function denied(error: string, description: string | undefined): SignInError {
  return new SignInError('denied', description ?? error);
}

/** Whether a later answer may be another. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function responseIn(cause: unknown): Response | undefined {
  if (cause instanceof Response) return cause;
  if (typeof cause !== 'object' || cause === null || !('response' in cause)) return undefined;
  return cause.response instanceof Response ? cause.response : undefined;
}
