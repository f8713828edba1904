import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../../accounts/authenticate.ts';
import type { Caller } from '../../accounts/viewer.ts';
import type { OpenAiService } from '../../openai/openai-service.ts';
import type { Rates } from '../../rates/rates.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import type { Overload } from '../overload/overload.ts';
import type { PublicErrors } from '../request/public-error.ts';
import type { OpenCalls } from './open-calls.ts';
import type { OpenAiError } from './openai-error.ts';

export interface OpenAiRouteOptions {
  readonly openai: OpenAiService;
  readonly authenticate: Authenticate;
  readonly publicErrors: PublicErrors;
  readonly gate: OriginGate;
  readonly addressOf: ClientAddress;
  /** What each user may ask for in a minute. */
  readonly rates: Rates;
  /** Refuses what there is too much of. */
  readonly overload: Pick<Overload, 'refuseRequest' | 'refuseWork'>;
  /** The longest body, in bytes. */
  readonly bodyMaxBytes: number;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
  /** How long a client may leave a stream unread, in milliseconds. */
  readonly stalledMs: number;
  /** How often a stream on which nothing comes is written to, in milliseconds. */
  readonly pingMs: number;
}

/** A request that its caller may make. */
export interface AskedOpenAi {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller;
  /** Those of the answer, whatever it is. */
  readonly headers: string[];
  readonly toError: (error: unknown) => OpenAiError;
  readonly calls: OpenCalls;
}
