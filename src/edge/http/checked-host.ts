import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import type { Route } from './route.ts';
import { sendError } from './writing/send-json.ts';

export interface HostCheck {
  readonly gate: Pick<OriginGate, 'checkHost'>;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
}

/** A route that answers only requests for a name of this server: a page that points its own name here reads nothing. */
export function withCheckedHost(route: Route, { gate, refused }: HostCheck): Route {
  return (request, response, facts) => {
    const refusal = gate.checkHost(request.headers);
    if (!refusal) return route(request, response, facts);
    refused(refusal, facts.requestId);
    sendError(response, 403, 'FORBIDDEN', refusal.message);
  };
}
