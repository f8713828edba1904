import type { Authenticate } from '../../accounts/authenticate.ts';
import { LexError, UnavailableError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { LaneView } from '../../queue/lane-view.ts';
import type { Rates } from '../../rates/rates.ts';
import type { Route } from '../http/route.ts';
import { createStaticAssets } from '../http/static-assets.ts';
import { sendError, sendJson } from '../http/writing/send-json.ts';
import type { ClientAddress } from '../origin/client-address.ts';
import type { OriginGate, Refusal } from '../origin/origin-gate.ts';
import type { Overload } from '../overload/overload.ts';
import type { QueueBoard } from './queue-board.ts';
import { QUEUES_PATH, type QueuesPage } from './queues-page.ts';

export interface QueuesOptions {
  readonly page: QueuesPage;
  readonly lanes: readonly LaneView[];
}

interface Surroundings {
  readonly authenticate: Authenticate;
  readonly rates: Pick<Rates, 'take'>;
  readonly overload: Pick<Overload, 'refuseRequest'>;
  readonly gate: Pick<OriginGate, 'check'>;
  readonly addressOf: ClientAddress;
  readonly log: Logger;
  /** Told of each request that is refused because of where it comes from. */
  readonly refused: (refusal: Refusal, requestId: string) => void;
}

const API = `${QUEUES_PATH}/api/`;
const STATIC = `${QUEUES_PATH}/static/`;
/** The addresses that Bull Board gives to what it shows. */
const PAGES = /^\/admin\/queues(?:\/|\/queue\/[^/]+(?:\/[^/]*)?|\/metrics-history|\/job-schedulers)?$/;
/** What a look costs: it reads the counts of both lanes, and up to some hundred tasks. */
const POINTS = 1_000;

/**
 * Answers all below `/admin/queues`. The page and its files are for everybody, since nothing of the server is in them;
 * what is in the queues is for administrators. Nothing can be changed: other methods than GET and HEAD are refused.
 */
export function createQueuesRoute({ page, lanes }: QueuesOptions, surroundings: Surroundings): Route {
  const { authenticate, rates, overload, gate, addressOf, refused, log } = surroundings;
  const files = createStaticAssets(page.assets);
  let board: Promise<QueueBoard> | undefined;
  const openBoard = (): Promise<QueueBoard> => {
    board ??= import('./queue-board.ts').then(({ createQueueBoard }) => createQueueBoard(lanes));
    return board;
  };

  const read: Route = async (request, response, facts) => {
    const { path, search } = facts;
    overload.refuseRequest(request);
    const { headers } = request;
    const caller = await authenticate({ transport: 'http', headers, address: addressOf(request) });
    if (!caller.scopes.includes('ADMIN')) throw new LexError('FORBIDDEN', 'Queues need the scope ADMIN.');
    await rates.take(caller, 'points', POINTS);
    const opened = await openBoard();
    const found = await opened.read(path.slice(QUEUES_PATH.length), search).catch((error: unknown) => {
      if (error instanceof LexError) throw error;
      log.warn({ requestId: facts.requestId, err: error }, 'what is in the queues could not be read');
      throw new UnavailableError('What is in the queues can’t be told just now: try again in a moment.', {
        cause: error,
      });
    });
    if (found) return sendJson(response, found.status, found.body);
    sendError(response, 404, 'NOT_FOUND', 'There is nothing at this path.');
  };

  return (request, response, facts) => {
    const { path, requestId } = facts;
    const isApi = path.startsWith(API);
    const refusal = gate.check(request.headers, { navigation: !isApi });
    if (refusal) {
      refused(refusal, requestId);
      return sendError(response, 403, 'FORBIDDEN', refusal.message);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendError(response, 405, 'BAD_USER_INPUT', 'Queues are only looked at here, with GET.');
    }
    if (isApi) return read(request, response, facts);
    if (path.startsWith(STATIC)) return files(request, response, facts);
    if (PAGES.test(path)) return page.send(response, path);
    sendError(response, 404, 'NOT_FOUND', 'There is nothing at this path.');
  };
}
