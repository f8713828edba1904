import type { ServerResponse } from 'node:http';
import type { Caller } from '../../accounts/viewer.ts';

/** A call that is being answered. */
export interface OpenCall {
  /** Aborts when its client has gone, or what the client showed holds no more: with why, then. */
  readonly signal: AbortSignal;
  /** Whether nobody is there to be answered. */
  readonly isGone: boolean;
  /** The call is over: nothing is listened to any more. */
  end(): void;
}

/** Watches who asked, for as long as they are answered. */
export function openCall(response: ServerResponse, { credential }: Caller): OpenCall {
  const call = new AbortController();
  const gone = (): void => call.abort(new Error('The client has gone.'));
  if (response.destroyed) gone();
  else response.once('close', gone);
  const unwatch = credential?.whenEnded(({ error }) => call.abort(error));
  return {
    signal: call.signal,
    get isGone() {
      return response.destroyed;
    },
    end() {
      response.removeListener('close', gone);
      unwatch?.();
    },
  };
}
