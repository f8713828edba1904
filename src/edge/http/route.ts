import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from '../request/request-facts.ts';

/** Answers the requests for a path. What it throws is answered for it. */
export type Route = (request: IncomingMessage, response: ServerResponse, facts: RequestFacts) => void | Promise<void>;
