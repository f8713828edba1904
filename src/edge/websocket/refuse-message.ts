import { CloseCode } from 'graphql-ws';
import type { Caller } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';
import type { Rates } from '../../rates/rates.ts';
import { costOfBody } from '../limits/cost/cost-of-refused.ts';

/** WebSocket's code for it (IANA's registry): clients come again after a while. */
export const TRY_AGAIN_LATER = 1013;

/** Why a socket closes without reading a message. */
export interface MessageRefusal {
  readonly code: number;
  readonly reason: string;
}

/**
 * A long message costs its sender something before it is parsed. Who hasn't been let in yet has no reason to send one.
 *
 * @param length of the message, in characters
 * @returns undefined when it may be read
 */
export function refuseMessage(length: number, caller: Caller | undefined, rates: Rates): MessageRefusal | undefined {
  const cost = costOfBody(length);
  if (cost === 0) return undefined;
  if (!caller) return { code: CloseCode.BadRequest, reason: 'The first message is too long' };
  try {
    rates.refuseSpent(caller);
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    return { code: TRY_AGAIN_LATER, reason: error.message };
  }
  rates.charge(caller, cost);
  return undefined;
}
